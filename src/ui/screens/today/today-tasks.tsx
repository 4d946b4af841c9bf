import { Link, useNavigate } from '@tanstack/react-router'
import { Section } from '../../components/screen.tsx'
import { buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { plural } from '../../components/format.ts'
import { TaskList, type TaskSection } from '../tasks/task-list.tsx'
import { useTaskActs } from '../tasks/use-task-acts.ts'
import type { DueTasks } from './use-due-tasks.ts'

const shown = 12

/** The day's tasks and follow-ups, to be done here and now; the rest of them is a step away. */
export function TodayTasks({ due }: { due: DueTasks }) {
  return (
    <>
      <Part title="Tasks" sections={due.tasks} />
      <Part title="Follow-ups" note="today and in the week to come" sections={[{ id: 'follow-ups', title: '', rows: due.followUps }]} />
    </>
  )
}

function Part({ title, note, sections }: { title: string; note?: string; sections: readonly TaskSection[] }) {
  const navigate = useNavigate()
  const acts = useTaskActs()
  const total = sections.reduce((sum, { rows }) => sum + rows.length, 0)
  if (total === 0) return null
  const few = sections.map((section, at): TaskSection => {
    const before = sections.slice(0, at).reduce((sum, { rows }) => sum + rows.length, 0)
    return { ...section, rows: section.rows.slice(0, Math.max(0, shown - before)) }
  })
  return (
    <Section title={title} {...(note === undefined ? {} : { note })} actions={(note === undefined || total > shown) && <Link to="/tasks" search={note === undefined ? {} : { view: 'upcoming' }} className={cn(buttonClass('ghost', 'sm'), '-mr-2.5')}>{note !== undefined ? `All ${plural(total, 'follow-up')}` : total > shown ? `All ${plural(total, 'task')}` : 'My day'}</Link>}>
      <div className="-mx-2 max-md:-mx-4"><TaskList sections={few} acts={acts} open={null} keys={false} onOpen={(id) => void navigate({ to: '/tasks', search: { task: id } })} /></div>
    </Section>
  )
}
