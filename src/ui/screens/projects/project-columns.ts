import { projects } from '../../../model/projects.ts'
import { columnsOf } from '../records/columns.ts'
import type { Listed } from '../records/saved-views.tsx'

/** What addresses and the sidebar know of the projects' screens. */
export const projectList = {
  entity: projects,
  list: '/projects',
  columns: columnsOf(projects, {
    tight: { status: 104, startsOn: 112, endsOn: 112, progress: 132, people: 128 },
    groupable: ['status', 'companyId'],
    boards: ['status', 'companyId'],
    names: { companyId: 'companies', people: 'contacts' },
    days: ['startsOn', 'endsOn'],
    unsorted: ['people'],
    shown: ['companyId', 'people'],
    counted: { progress: { label: 'Tasks done', shown: true } },
  }),
} as const satisfies Listed
