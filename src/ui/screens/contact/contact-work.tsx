import type { Rec } from '../../../data-api/types.ts'
import { nameOf } from '../contacts/contact-words.ts'
import { ProjectsOf } from '../projects/projects-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'

/** What is to be done with somebody, and the engagements that they are in. */
export function ContactWork({ rec }: { rec: Rec }) {
  return (
    <>
      <TasksOf inContact id={rec.id} where={{ contactId: rec.id }} adding={rec.deletedAt === null ? { fields: { contactId: rec.id }, placeholder: 'Plan a follow-up: call tomorrow 10:00' } : null} />
      <ProjectsOf where={{ people: rec.id }} along={{ people: [{ id: rec.id, value: nameOf(rec) }] }} />
    </>
  )
}
