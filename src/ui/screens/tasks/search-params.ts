import { z } from '../../../shared/zod.ts'
import { projectList } from '../projects/project-columns.ts'
import { listSearch, type ListSearch } from '../records/search-params.ts'
import { taskBeginnings, taskList } from './task-columns.ts'

/** What a layout was called when an address said `view` for it, before that was a saved view's. */
const taskWords = ['today', 'upcoming', 'all', 'board', 'calendar', 'done'], projectWords = ['board', 'timeline']

/** What the address of the tasks says; what makes no sense is left out. */
export function tasksSearch(raw: Record<string, unknown>): ListSearch {
  const word = taskWords.find((each) => each === raw['view'])
  const read = listSearch(taskList.columns, word === undefined ? raw : { ...raw, view: undefined, layout: raw['layout'] ?? word })
  // Named, so that the word goes from the address with the next step.
  if (word !== undefined) Object.assign(read, { view: undefined })
  return read.layout === 'all' ? { ...taskBeginnings.table, ...read, layout: 'table' } : read
}

export function projectsSearch(raw: Record<string, unknown>): ListSearch {
  const word = projectWords.find((each) => each === raw['view'])
  const read = listSearch(projectList.columns, word === undefined ? raw : { ...raw, view: undefined, layout: raw['layout'] ?? word })
  // A table is what they are without a word.
  if (read.layout === 'table') delete read.layout
  return word === undefined ? read : Object.assign(read, { view: undefined })
}

/** Which of the views an address leads to. */
export const tasksView = ({ layout = 'today' }: ListSearch): string => layout
export const projectsView = ({ layout = 'table' }: ListSearch): string => layout

export const projectSearch = z.object({ task: z.catch(z.optional(z.string()), undefined) })
