import { Link, useNavigate } from '@tanstack/react-router'
import { Section } from '../../components/screen.tsx'
import { buttonClass } from '../../components/button.tsx'
import { plural } from '../../components/format.ts'
import { TaskList, type TaskSection } from '../tasks/task-list.tsx'
import { useTaskActs } from '../tasks/use-task-acts.ts'
import type { DueTasks } from './use-due-tasks.ts'

const shown = 12

/** The day's tasks, to be done here and now; the rest of them is a step away. */
export function TodayTasks({ due }: { due: DueTasks }) {
  const navigate = useNavigate()
  const acts = useTaskActs()
  const sections = due.sections.map((section, at): TaskSection => {
    const before = due.sections.slice(0, at).reduce((sum, { rows }) => sum + rows.length, 0)
    return { ...section, rows: section.rows.slice(0, Math.max(0, shown - before)) }
  })
  return (
    <Section title="Tasks" actions={<Link to="/tasks" search={{}} className={buttonClass('ghost', 'sm')}>{due.total > shown ? `All ${plural(due.total, 'task')} of today` : 'My day'}</Link>}>
      <div className="-mx-2 max-md:-mx-4"><TaskList sections={sections} acts={acts} open={null} keys={false} onOpen={(id) => void navigate({ to: '/tasks', search: { task: id } })} /></div>
    </Section>
  )
}
