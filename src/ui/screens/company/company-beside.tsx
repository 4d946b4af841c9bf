import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { ProjectsOf } from '../projects/projects-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { allProjectsOf, ofCompany, tasksOfCompany } from './ask-company.ts'
import { CompanyPeople } from './company-people.tsx'

/** A company's people, its projects, and what is to be done in them and for it. */
export function CompanyBeside({ rec }: { rec: Rec }) {
  const where = ofCompany(rec)
  const { data } = useList(projects.name, allProjectsOf(where))
  return (
    <>
      <CompanyPeople rec={rec} />
      <ProjectsOf where={where} along={{ companyId: rec.id }} />
      {data && (
        <TasksOf
          inCompany id={rec.id} where={tasksOfCompany(where, data.rows)}
          adding={rec.deletedAt === null ? { fields: { companyId: rec.id }, placeholder: 'Add a task: send the offer friday' } : null}
        />
      )}
    </>
  )
}
