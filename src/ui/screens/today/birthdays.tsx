import Cake from 'lucide-react/icons/cake'
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { formatCalendarDate } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { turns } from './birthday-days.ts'
import { rowClass } from './row.ts'
import type { Birthday } from './use-birthdays.ts'

const shown = 8

/** The birthdays of the next two weeks. */
export function Birthdays({ birthdays }: { birthdays: readonly Birthday[] }) {
  const [all, setAll] = useState(false)
  const rows = all ? birthdays : birthdays.slice(0, shown)
  return (
    <Section title="Birthdays" note="in the next two weeks">
      <ul>
        {rows.map(({ rec, date, days }) => {
          const age = turns(date, new Date())
          return (
            <li key={rec.id}>
              <Link to="/contacts/$id" params={{ id: rec.id }} className={rowClass}>
                <Avatar name={nameOf(rec)} />
                <span className="truncate font-medium">{nameOf(rec)}</span>
                <span className="truncate text-muted max-md:hidden">{roleOf(rec)}</span>
                <span className="ml-auto flex shrink-0 items-center gap-1.5 text-muted">
                  {days === 0 && <Cake aria-hidden className="size-4 text-accent" />}
                  {days === 0 ? <strong className="font-medium text-text">Today</strong> : days === 1 ? 'Tomorrow' : formatCalendarDate(`-${date.slice(-6)}`)}
                  <span className="w-18 text-right tabular-nums max-md:hidden">{age !== null && `turns ${age}`}</span>
                </span>
              </Link>
            </li>
          )
        })}
      </ul>
      {rows.length < birthdays.length && <Button variant="ghost" size="sm" className="w-fit -ml-2" onClick={() => setAll(true)}>Show {birthdays.length - rows.length} more</Button>}
    </Section>
  )
}
