import type { Ahead } from '../../../data-api/ahead.ts'
import type { ListOptions, Where } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'
import { askTaskNames } from './use-task-names.ts'

/** So many are shown at first. */
export const few = 6

/** Of a record's tasks those that are still to be done, the most urgent first. */
export const openTasks = (where: Where, limit: number): ListOptions => ({ where: { and: [where, { state: 'open' }] }, sort: ['agenda', 'position'], limit })
/** And those that are done; none: how many. */
export const doneTasks = (where: Where, limit: number): ListOptions => ({ where: { and: [where, { state: 'done' }] }, sort: ['-completedAt'], limit })

/** What `TasksOf` asks for at first, beforehand. */
export async function askTasksOf(ask: Ahead, where: Where): Promise<void> {
  const [{ rows }] = await Promise.all([ask.list(tasks.name, openTasks(where, few)), ask.list(tasks.name, doneTasks(where, 0))])
  await askTaskNames(ask, rows)
}
