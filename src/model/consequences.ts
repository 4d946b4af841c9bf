import type { Data, Json } from '../shared/json.ts'
import { completeTask, reopenTask, type TaskLook } from './completing.ts'
import { parseDue } from './due.ts'
import { nextOccurrence } from './recurrence.ts'
import { isDone, tasks } from './tasks.ts'
import { dueIn } from './zoned.ts'

/*
 * What else belongs to a write that a program makes by itself, over REST: what the app's screens do as one act, so that it does not matter who did it.
 * Apart from the entities, which devices load at the start: what this needs is large.
 */

export interface RecordWrite { op: 'create' | 'update' | 'restore' | 'delete'; id: string; patch: Record<string, Json> }
export interface RecordFound { id: string; data: Data; deleted?: boolean }

/** How an entity's records are looked at. */
export interface RecordLook {
  /** Those of these ids that are there, in the trash too. */
  find: (ids: readonly string[]) => Promise<readonly RecordFound[]>
  /** The living ones whose reference field names any of these, at most so many. */
  naming: (field: string, ids: readonly string[], limit: number) => Promise<readonly RecordFound[]>
}

/**
 * The writes that belong to one: of the record itself, which what was asked for goes over, and of others of its entity.
 * @param found the living record as it stands
 * @param now ISO 8601, UTC
 */
export type Consequences = (look: RecordLook, found: RecordFound, patch: Readonly<Record<string, Json>>, now: string) => Promise<readonly RecordWrite[]>

/** By the entity's name. */
export const consequencesOf: ReadonlyMap<string, Consequences> = new Map([[tasks.name, ofTask]])

/** Completed, or reopened: with its subtasks, and the next one where it repeats. */
async function ofTask(look: RecordLook, found: RecordFound, patch: Readonly<Record<string, Json>>, now: string): Promise<readonly RecordWrite[]> {
  if (!Object.hasOwn(patch, 'status') || isDone(found.data) === (patch['status'] === 'done')) return []
  const task = { ...found, data: { ...found.data, ...patch } }
  if (patch['status'] === 'done') return (await completeTask(tasksOf(look), task, now, dayOf(now, task.data))).writes
  const completedAt = found.data['completedAt']
  return reopenTask(tasksOf(look), task, dayOf(typeof completedAt === 'string' && !Number.isNaN(Date.parse(completedAt)) ? completedAt : now, task.data))
}

const tasksOf = ({ find, naming }: RecordLook): TaskLook => ({
  find, partsOf: (ids, limit) => naming('parentId', ids, limit), nextOccurrence: (...asked) => Promise.resolve(nextOccurrence(...asked)),
})

/** The calendar date of a moment where the task is: in the zone of its due, else in UTC. */
function dayOf(at: string, data: Data): string {
  const zone = parseDue(data['due'])?.zone ?? 'UTC'
  return dueIn(`${at.slice(0, 16)}[UTC]`, zone)?.date ?? at.slice(0, 10)
}
