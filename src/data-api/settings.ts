import type { Entity } from '../model/entity.ts'
import { settingId, settingProblem, settings } from '../model/settings.ts'
import { str } from '../model/text.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { Connection } from './connection.ts'
import type { Rec, Satchel } from './types.ts'

/** What the workspace's owner decides for everybody in it (model/settings.ts): a record a setting, which syncs like any other. */
export function createSettings(connection: () => Connection, entities: ReadonlyMap<string, Entity>, makeId: () => string): Satchel['settings'] {
  const read = async (key: string): Promise<Json | undefined> => {
    const row = await connection().data((api) => api.get(settings.name, settingId(key)))
    return row === null ? undefined : row.data['value'] ?? null
  }
  const write = async (key: string, op: 'create' | 'update', patch: Record<string, Json>): Promise<void> => {
    const change = { entity: settings.name, recordId: settingId(key), op, patch }
    await connection().data((api) => api.mutate({ mutationId: makeId(), label: 'Change a setting', changes: [change] }))
  }
  return {
    get: async (key) => {
      check(key, null, entities)
      return await read(key) ?? null
    },
    set: async (key, value) => {
      check(key, value, entities)
      if (await read(key) !== undefined) return write(key, 'update', { value })
      if (value === null) return
      try {
        await write(key, 'create', { key, value })
      } catch (thrown) {
        // Another tab may have made it since; it is made once.
        if (await read(key) === undefined) throw thrown
        await write(key, 'update', { value })
      }
    },
  }
}

/** @throws SatchelError `invalid`, in words for people */
function check(key: unknown, value: Json | undefined, entities: ReadonlyMap<string, Entity>): void {
  if (typeof key !== 'string') throw new SatchelError('invalid', 'A setting is named by a text: "policy:contacts.company".')
  const problem = value === undefined ? 'Give a value, or null to take the setting back.' : settingProblem(key, value, entities)
  if (problem !== null) throw new SatchelError('invalid', problem, { field: key })
}

/** The settings that are set, by key, out of their records. */
export const settingsIn = (rows: readonly Rec[]): ReadonlyMap<string, Json> =>
  new Map(rows.flatMap((row) => (row['value'] === undefined || row['value'] === null ? [] : [[str(row['key'] as Json), row['value'] as Json]])))
