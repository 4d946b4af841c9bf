import { devices } from '../model/bookkeeping.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'
import { keepItem } from './keep-item.ts'

const key = 'satchel.deviceName'

/** What a person called this device; null: nothing yet. */
export const givenName = (): string | null => localStorage.getItem(key)

/** What the history calls a device that nobody named: "Chrome on Linux". */
export function defaultName(agent = navigator.userAgent): string {
  const find = (known: readonly (readonly [RegExp, string])[], otherwise: string): string => known.find(([pattern]) => pattern.test(agent))?.[1] ?? otherwise
  return `${find(browsers, 'Browser')} on ${find(systems, 'this device')}`
}

// The first that fits: Chrome's agent also names Safari, Edge's also Chrome.
const browsers = [[/Edg\//, 'Edge'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']] as const
const systems = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Mac OS X/, 'macOS'], [/Windows/, 'Windows'], [/Linux/, 'Linux']] as const

/**
 * This device's name is a synced record whose id is the replica's, so that whoever sees a replica id can say the name (decision 0007).
 * Every database of this browser has a replica of its own; the name goes along into each.
 */
export function createThisDevice(connection: () => Connection, makeId: () => string): Satchel['device'] & { carryOver(): Promise<void> } {
  const write = async (name: string | null, onlyWhereNone: boolean): Promise<void> => {
    const to = connection()
    const { replicaId } = await to.data((api) => api.storage())
    const known = await to.data((api) => api.get(devices.name, replicaId))
    if (known === null ? name === null : onlyWhereNone || (known.data['name'] ?? null) === name) return
    const input = { mutationId: makeId(), label: 'Name this device', changes: [{ entity: devices.name, recordId: replicaId, op: known === null ? 'create' as const : 'update' as const, patch: { name } }] }
    await to.data((api) => api.mutate(input))
  }
  return {
    defaultName: defaultName(),
    rename: async (given) => {
      if (given !== null && typeof given !== 'string') throw new SatchelError('invalid', 'A device’s name is a text, or null for none.')
      const name = given?.trim() || null
      await write(name, false)
      if (name === null) localStorage.removeItem(key)
      else keepItem(key, name)
    },
    carryOver: async () => {
      // Nearly always: nothing is asked of the database while it starts. Two tabs may write at once, and then one is told that it is there.
      if (givenName() !== null) await write(givenName(), true).catch(() => undefined)
    },
  }
}
