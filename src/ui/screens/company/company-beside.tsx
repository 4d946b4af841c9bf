import { useList } from '../../../data-api/hooks.ts'
import type { Rec, Where } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { projectName, statusOf } from '../projects/project-values.ts'
import { ProjectsOf } from '../projects/projects-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { CompanyPeople } from './company-people.tsx'

/** A company's people, its projects, and what is to be done in them. */
export function CompanyBeside({ rec }: { rec: Rec }) {
  const where: Where = { companyId: rec.id }
  const { data } = useList(projects.name, { where, sort: ['status', 'endsOn', 'name'], limit: 200 })
  const current = data?.rows.find((project) => statusOf(project) === 'active')
  return (
    <>
      <CompanyPeople rec={rec} />
      <ProjectsOf where={where} along={{ companyId: rec.id }} />
      {data && data.rows.length > 0 && (
        <TasksOf
          id={rec.id} where={{ projectId: { in: data.rows.map(({ id }) => id) } }}
          adding={current && rec.deletedAt === null ? { fields: { projectId: current.id }, placeholder: `Add a task to ${projectName(current)}` } : null}
        />
      )}
    </>
  )
}
