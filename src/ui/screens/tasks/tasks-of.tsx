import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import type { Json, Where } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { inSight } from '../../components/in-sight.ts'
import { Button } from '../../components/button.tsx'
import { formatCount } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { doneTasks, few, openTasks } from './ask-tasks-of.ts'
import { QuickAddBar } from './quick-add-bar.tsx'
import { TaskList } from './task-list.tsx'
import { useTaskActs } from './use-task-acts.ts'

interface TasksOfProps {
  /** The record that they are of; names the draft of a new one. */
  id: string
  where: Where
  /** What a new one gets from here, and how the line for it says so; null: none is added here. */
  adding: { fields: Record<string, Json>; placeholder: string } | null
  /** In every row it would be the same name. */
  inContact?: boolean
  inCompany?: boolean
}

const most = 300

/** The tasks of a record, to be added and done where one sees them: what is still to be done, the most urgent first, then what is done. */
export function TasksOf({ id, where, adding, inContact = false, inCompany = false }: TasksOfProps) {
  const navigate = useNavigate()
  const acts = useTaskActs()
  const mayWrite = useMayWrite()
  const [limit, setLimit] = useState(few), [withDone, setWithDone] = useState(false)
  const open = useList(tasks.name, openTasks(where, limit))
  const done = useList(tasks.name, doneTasks(where, withDone ? most : 0))
  useShortcuts(adding === null || !mayWrite ? [] : [{ keys: 't', label: 'Add a task', group: 'Tasks', run: () => inSight('[data-quick-add]')?.focus() }])
  if (open.data === undefined || done.data === undefined) return null
  const { total } = open.data, finished = done.data.total, left = total - open.data.rows.length
  if (total + finished === 0 && (!mayWrite || adding === null)) return null
  return (
    <Section title="Tasks" {...(total > 0 ? { note: formatCount(total) } : {})}>
      {mayWrite && adding !== null && <QuickAddBar name={id} placeholder={adding.placeholder} onAdd={async (fields) => (await acts.add({ ...adding.fields, ...fields }, {})) !== null} />}
      <div className="-mx-2 max-md:-mx-4 empty:hidden">
        <TaskList
          acts={acts} open={null} keys={false} inContact={inContact} inCompany={inCompany} onOpen={(task) => void navigate({ to: '/tasks', search: { view: 'all', task } })}
          sections={[{ id: `open-${id}`, title: '', rows: open.data.rows }, { id: `done-${id}`, title: 'Done', rows: done.data.rows }]}
        />
      </div>
      {(left > 0 || finished > 0) && (
        <div className="-ml-2 flex gap-1">
          {left > 0 && <Button variant="ghost" size="sm" onClick={() => setLimit(most)}>Show {formatCount(left)} more</Button>}
          {finished > 0 && <Button variant="ghost" size="sm" aria-expanded={withDone} onClick={() => setWithDone(!withDone)}>{withDone ? 'Hide what is done' : `${formatCount(finished)} done`}</Button>}
        </div>
      )}
    </Section>
  )
}
