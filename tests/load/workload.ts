import type { Change } from '../../src/protocol/change.ts'
import type { Random } from '../../src/shared/random.ts'
import { pause } from '../support/start-server.ts'
import type { VirtualDevice } from './virtual-device.ts'

/** How a run's people behave. */
export interface Habits {
  /** Changes a second that larger acts of a hundred bring, over all workspaces. */
  bulkRate: number
  /** Between two small edits of one device, s, on average. */
  editEvery: number
  /** Between two absences of one device, and how long one lasts, s. */
  awayEvery: number
  awayFor: number
}

export interface Workload { stop(): Promise<void> }

/** Sets the devices of all workspaces going: each edits, goes away and comes back; in each workspace one after another does something larger. */
export function startWorkload(workspaces: readonly (readonly VirtualDevice[])[], habits: Habits, random: Random): Workload {
  let stopped = false
  const around = (seconds: number): number => seconds * 1_000 * (0.5 + random.next())
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!
  const until = async (ms: number): Promise<boolean> => {
    for (let left = ms; left > 0 && !stopped; left -= 1_000) await pause(Math.min(1_000, left))
    return !stopped
  }
  const edits = async (device: VirtualDevice): Promise<void> => {
    while (await until(around(habits.editEvery))) device.act([editOf(device, pick, random)])
  }
  const absences = async (device: VirtualDevice): Promise<void> => {
    while (await until(around(habits.awayEvery))) {
      await device.away()
      await until(around(habits.awayFor))
      await device.back()
    }
  }
  const larger = async (devices: readonly VirtualDevice[]): Promise<void> => {
    const everyMs = (100 * 1_000 * workspaces.length) / habits.bulkRate
    let due = performance.now() + everyMs * random.next()
    while (!stopped) {
      const wait = due - performance.now()
      if (wait > 0) await pause(wait)
      due += everyMs
      // Who waits for the server acts no more before it has answered, as people do.
      const device = pick(devices.filter((each) => each.online() && each.waiting() < 200))
      if (device !== undefined) device.act(Array.from({ length: 100 }, () => editOf(device, pick, random)))
      else due = Math.max(due, performance.now())
    }
  }
  const all = workspaces.flatMap((devices) => [larger(devices), ...devices.flatMap((device) => [edits(device), absences(device)])])
  return {
    stop: async () => {
      stopped = true
      await Promise.all(all)
    },
  }
}

/** Mostly fields where the newest wins, some lists, some that a person has to decide, some new contacts. */
function editOf(device: VirtualDevice, pick: <T>(list: readonly T[]) => T, random: Random): Pick<Change, 'op' | 'recordId' | 'patch'> {
  const ids = device.ids(), dice = random.next(), word = `${Math.floor(random.next() * 1e9).toString(36)}`
  if (ids.length === 0 || dice < 0.02) {
    return { op: 'create', recordId: device.newId(), patch: { firstName: `Ana ${word}`, lastName: 'Silva', company: 'Onda', emails: [{ id: device.newId(), value: `${word}@example.org`, label: 'work' }] } }
  }
  const recordId = pick(ids)
  if (dice < 0.03) return { op: 'update', recordId, patch: { company: `Company ${word}` } }
  if (dice < 0.08) return { op: 'update', recordId, patch: { tags: { $set: { add: [{ id: `t${word.slice(0, 2)}`, value: `t${word.slice(0, 2)}` }] } } } }
  return { op: 'update', recordId, patch: dice < 0.5 ? { title: `Coach ${word}` } : { lastName: `Silva ${word}`, title: `Guide ${word}` } }
}
