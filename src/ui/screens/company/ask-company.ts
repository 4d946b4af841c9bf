import type { ListOptions, Rec, Where } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { projects } from '../../../model/projects.ts'
import { askListsOf } from '../lists/use-lists.ts'
import { askProjectsOf } from '../projects/ask-projects-of.ts'
import { askTimeline } from '../record/ask-timeline.ts'
import type { Asks } from '../records/kind.ts'
import { askTasksOf } from '../tasks/ask-tasks-of.ts'
import { askCompanyPeople } from './ask-company-people.ts'

export const ofCompany = ({ id }: Rec): Where => ({ companyId: id })
export const allProjectsOf = (where: Where): ListOptions => ({ where, sort: ['status', 'endsOn', 'name'], limit: 200 })
/** Its own, and those of its projects. */
export const tasksOfCompany = (where: Where, itsProjects: readonly Rec[]): Where =>
  (itsProjects.length === 0 ? where : { or: [where, { projectId: { in: itsProjects.map(({ id }) => id) } }] })

/** What a company's screens ask for. */
export const asks: Asks = {
  peek: (ask, rec) => [ask.record(companies.name, rec.id), askTimeline(ask, companies.name, 'companyId', rec.id), askListsOf(ask, companies.name, rec.id), askCompanyPeople(ask, rec)],
  page: (ask, rec) => {
    const where = ofCompany(rec)
    const tasks = async (): Promise<void> => { await askTasksOf(ask, tasksOfCompany(where, (await ask.list(projects.name, allProjectsOf(where))).rows)) }
    return [askProjectsOf(ask, where), tasks()]
  },
}
