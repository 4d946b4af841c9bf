import { tasks } from '../../../model/tasks.ts'
import { columnsOf } from '../records/columns.ts'
import { members } from '../records/name-ids.ts'
import type { Listed } from '../records/saved-views.tsx'
import type { ListSearch } from '../records/search-params.ts'

/** What addresses and the sidebar know of the tasks' screens. */
export const taskList = {
  entity: tasks,
  list: '/tasks',
  columns: columnsOf(tasks, {
    tight: { due: 152, status: 116, priority: 96 },
    groupable: ['status', 'priority', 'projectId', 'companyId', 'contactId', 'assigneeId'],
    boards: ['status', 'priority', 'projectId', 'assigneeId'],
    names: { projectId: 'projects', companyId: 'companies', contactId: 'contacts', parentId: 'tasks', assigneeId: members },
    // A due of what is still to be done, whether it is, and its place by hand.
    omit: ['agenda', 'state', 'position'],
    shown: ['status', 'projectId', 'contactId'],
  }),
  // A subtask stands in its task, not beside it.
  leaves: { column: 'parentId', where: { parentId: null } },
} as const satisfies Listed

/** How a layout is looked at while nobody has said otherwise: of all tasks those that are still to be done. */
export const taskBeginnings: Readonly<Record<'table' | 'board' | 'calendar', ListSearch>> = {
  table: { layout: 'table', f: [['status', 'anyOf', ['todo', 'doing']]] },
  board: { layout: 'board' },
  calendar: { layout: 'calendar' },
}
