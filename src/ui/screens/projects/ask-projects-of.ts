import type { Ahead } from '../../../data-api/ahead.ts'
import type { ListOptions, Where } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { progressAsk } from './use-progress.ts'

/** So many are shown at first. */
export const few = 6

/** What is under way first. */
export const projectsOf = (where: Where, limit: number): ListOptions => ({ where, sort: ['status', 'endsOn', 'name'], limit })

/** What `ProjectsOf` asks for at first, beforehand. */
export async function askProjectsOf(ask: Ahead, where: Where): Promise<void> {
  const { total } = await ask.list(projects.name, projectsOf(where, few))
  if (total > 0) await ask.of(progressAsk(ask.satchel))
}
