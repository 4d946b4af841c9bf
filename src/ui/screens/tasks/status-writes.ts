import type { BulkWriter, Json, Rec, Satchel } from '../../../data-api/types.ts'
import { completion, nextId, nextIds, reopening, type Completion, type TaskFound, type TaskWrite } from '../../../model/completing.ts'
import { tasks } from '../../../model/tasks.ts'
import { dataOf, textOf } from './task-values.ts'
import { dateOf } from './use-today.ts'

/** Hands an act's writes to the writer. */
export const writeAll = (writes: readonly TaskWrite[]) => (writer: BulkWriter): void => {
  for (const { op, id, patch } of writes) {
    if (op === 'create') writer.create(tasks.name, patch, { id })
    else if (op === 'update') writer.update(tasks.name, id, patch)
    else writer[op](tasks.name, id)
  }
}

/** What else is written where these tasks get another status: what completing and reopening bring. Each task's writes stay together. */
export async function alongStatus(satchel: Satchel, writer: BulkWriter, ids: readonly string[], patch: Readonly<Record<string, Json>>): Promise<void> {
  const status = patch['status']
  if (status === undefined) return
  for (const id of ids) {
    const rec = await satchel.entity(tasks.name).get(id)
    if (rec === null || (textOf(rec, 'status') === 'done') === (status === 'done')) continue
    const writes = status === 'done' ? (await completing(satchel, rec)).writes : await reopeningOf(satchel, rec)
    writer.together(() => {
      writeAll(writes)(writer)
      if (status !== 'done' && status !== 'todo') writer.update(tasks.name, id, { status })
    })
  }
}

const foundOf = (rec: Rec): TaskFound => ({ id: rec.id, data: dataOf(rec), deleted: rec.deletedAt !== null })
const find = async (satchel: Satchel, id: string): Promise<TaskFound | null> => {
  const rec = await satchel.entity(tasks.name).get(id)
  return rec === null ? null : foundOf(rec)
}

/** What completing a task writes. */
export async function completing(satchel: Satchel, rec: Rec): Promise<{ writes: TaskWrite[]; next: Completion['next'] }> {
  const now = Date.now()
  const goneBy = await nextOf(satchel, rec, dateOf(now))
  return { writes: completion({ ...goneBy, now: new Date(now).toISOString() }), next: goneBy.next }
}

/** What reopening a task writes. */
export async function reopeningOf(satchel: Satchel, rec: Rec): Promise<TaskWrite[]> {
  const completedAt = Date.parse(textOf(rec, 'completedAt'))
  const goneBy = await nextOf(satchel, rec, dateOf(Number.isNaN(completedAt) ? Date.now() : completedAt))
  if (goneBy.next === null) return reopening({ ...goneBy, below: [] })
  const parts = await partsOf(satchel, [nextId(rec.id)])
  return reopening({ ...goneBy, below: [...parts, ...(parts.length === 0 ? [] : await partsOf(satchel, parts.map(({ id }) => id)))] })
}

/** What both go by: the subtasks, and what is or would be next where the task is completed on the day `today`. The library for recurrence is loaded only where it repeats. */
async function nextOf(satchel: Satchel, rec: Rec, today: string): Promise<Omit<Completion, 'now'>> {
  const repeat = textOf(rec, 'repeat')
  // A task with more parts than one mutation carries thrice over leaves the rest of them as they are.
  const { rows } = await satchel.entity(tasks.name).list({ where: { parentId: rec.id }, limit: 30 })
  const subtasks = rows.map(foundOf)
  const next = repeat === '' ? null : (await import('../../../model/recurrence.ts')).nextOccurrence(repeat, textOf(rec, 'due') || today, today)
  const found = next === null ? [] : await Promise.all(nextIds(rec.id, subtasks).map((id) => find(satchel, id)))
  return { task: foundOf(rec), subtasks, next, found: found.filter((one) => one !== null) }
}

const partsOf = async (satchel: Satchel, ids: string[]): Promise<TaskFound[]> =>
  (await satchel.entity(tasks.name).list({ where: { parentId: { in: ids } }, limit: 100 })).rows.map(foundOf)
