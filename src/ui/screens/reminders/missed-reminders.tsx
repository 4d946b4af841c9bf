import { useMemo, useSyncExternalStore } from 'react'
import AlarmClock from 'lucide-react/icons/alarm-clock'
import { Link } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import { tasks } from '../../../model/tasks.ts'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/screen.tsx'
import { When } from '../../components/when.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { doneRec } from '../tasks/task-values.ts'
import { rowClass } from '../today/row.ts'
import { keepReminders, onRemindersKept, remindersKept, type RemindersKept } from './reminders-kept.ts'

const none: RemindersKept = { toldUntil: null, missed: [] }

/** What came up while Satchel was closed, until the person has taken note. */
export function MissedReminders() {
  const databaseName = useOpened()?.databaseName ?? null
  const kept = useSyncExternalStore(onRemindersKept, () => (databaseName === null ? none : remindersKept(databaseName)))
  const stands = useStands(kept.missed)
  if (databaseName === null || kept.missed.length === 0) return null
  const missed = kept.missed.filter(stands)
  if (missed.length === 0) return null
  const away = missed.some(({ hidden }) => hidden)
  const keep = (missed: RemindersKept['missed']): void => { keepReminders(databaseName, { ...remindersKept(databaseName), missed }) }
  return (
    <Section title={away ? 'While you were away' : 'While Satchel was closed'} note={away ? 'this browser may not notify you' : 'a browser reminds only while it is open'} actions={<Button variant="ghost" size="sm" onClick={() => keep([])}>Dismiss</Button>}>
      <ul>
        {missed.map(({ key, at, title, body, path }) => (
          <li key={`${key} ${at}`}>
            <Link to={path} className={rowClass} onClick={() => keep(kept.missed.filter((other) => other.key !== key || other.at !== at))}>
              <AlarmClock aria-hidden className="size-4 shrink-0 text-muted" />
              <span className="truncate font-medium">{title}</span>
              <span className="truncate text-muted max-md:hidden">{body}</span>
              <When at={new Date(at).toISOString()} className="ml-auto shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Whether there is still something to take note of: a task that was done since, is another day's by now or is gone needs nobody. */
function useStands(missed: RemindersKept['missed']): (reminder: RemindersKept['missed'][number]) => boolean {
  const ids = useMemo(() => missed.flatMap(({ key }) => taskOf(key)?.id ?? []), [missed])
  const { data } = useList(tasks.name, { where: { id: { in: ids } }, limit: ids.length }, { enabled: ids.length > 0 })
  return ({ key }) => {
    const of = taskOf(key)
    if (of === null || data === undefined) return true
    const rec = data.rows.find(({ id }) => id === of.id)
    return rec !== undefined && !doneRec(rec) && rec['due'] === of.due
  }
}

/** Of the reminder of one task: "task <id> <due>". */
function taskOf(key: string): { id: string; due: string } | null {
  const [kind, id, ...due] = key.split(' ')
  return kind === 'task' && id !== undefined ? { id, due: due.join(' ') } : null
}
