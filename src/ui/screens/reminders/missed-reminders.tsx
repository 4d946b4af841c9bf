import { useSyncExternalStore } from 'react'
import AlarmClock from 'lucide-react/icons/alarm-clock'
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/screen.tsx'
import { When } from '../../components/when.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { rowClass } from '../today/row.ts'
import { keepReminders, onRemindersKept, remindersKept, type RemindersKept } from './reminders-kept.ts'

const none: RemindersKept = { toldUntil: null, missed: [] }

/** What came up while Satchel was closed, until the person has taken note. */
export function MissedReminders() {
  const databaseName = useOpened()?.databaseName ?? null
  const kept = useSyncExternalStore(onRemindersKept, () => (databaseName === null ? none : remindersKept(databaseName)))
  if (databaseName === null || kept.missed.length === 0) return null
  const keep = (missed: RemindersKept['missed']): void => { keepReminders(databaseName, { ...remindersKept(databaseName), missed }) }
  return (
    <Section title="While Satchel was closed" note="a browser reminds only while it is open" actions={<Button variant="ghost" size="sm" onClick={() => keep([])}>Dismiss</Button>}>
      <ul>
        {kept.missed.map(({ key, at, title, body, path }) => (
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
