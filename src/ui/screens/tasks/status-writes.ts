import type { BulkWriter, Json, Rec, Satchel } from '../../../data-api/types.ts'
import { completeTask, reopenTask, type TaskFound, type TaskLook, type TaskWrite } from '../../../model/completing.ts'
import { tasks } from '../../../model/tasks.ts'
import { fetched } from '../../../shared/fetched.ts'
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

/** What is there, as this device sees it. The library for recurrence is loaded only where a task repeats. */
const lookAt = (satchel: Satchel): TaskLook => ({
  find: async (ids) => (await satchel.entity(tasks.name).list({ state: 'all', where: { id: { in: [...ids] } }, limit: 100 })).rows.map(foundOf),
  partsOf: async (ids, limit) => (await satchel.entity(tasks.name).list({ where: { parentId: { in: [...ids] } }, limit })).rows.map(foundOf),
  nextOccurrence: async (...asked) => (await fetched(import('../../../model/recurrence.ts'))).nextOccurrence(...asked),
})

/** What completing a task writes. */
export async function completing(satchel: Satchel, rec: Rec): ReturnType<typeof completeTask> {
  const now = Date.now()
  return completeTask(lookAt(satchel), foundOf(rec), new Date(now).toISOString(), dateOf(now))
}

/** What reopening a task writes. */
export async function reopeningOf(satchel: Satchel, rec: Rec): ReturnType<typeof reopenTask> {
  const completedAt = Date.parse(textOf(rec, 'completedAt'))
  return reopenTask(lookAt(satchel), foundOf(rec), dateOf(Number.isNaN(completedAt) ? Date.now() : completedAt))
}
