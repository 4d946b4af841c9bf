import { useList } from '../../../data-api/hooks.ts'
import type { Rec, Where } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { ProjectsOf } from '../projects/projects-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { CompanyPeople } from './company-people.tsx'

/** A company's people, its projects, and what is to be done in them and for it. */
export function CompanyBeside({ rec }: { rec: Rec }) {
  const where: Where = { companyId: rec.id }
  const { data } = useList(projects.name, { where, sort: ['status', 'endsOn', 'name'], limit: 200 })
  return (
    <>
      <CompanyPeople rec={rec} />
      <ProjectsOf where={where} along={{ companyId: rec.id }} />
      {data && (
        <TasksOf
          inCompany id={rec.id} where={data.rows.length === 0 ? where : { or: [where, { projectId: { in: data.rows.map(({ id }) => id) } }] }}
          adding={rec.deletedAt === null ? { fields: { companyId: rec.id }, placeholder: 'Add a task: send the offer friday' } : null}
        />
      )}
    </>
  )
}
