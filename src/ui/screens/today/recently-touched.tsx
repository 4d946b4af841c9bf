import { Link } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Section } from '../../components/screen.tsx'
import { When } from '../../components/when.tsx'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { SyncDot } from '../records/sync-dot.tsx'
import { rowClass } from './row.ts'

/** Where one left off. */
export function RecentlyTouched() {
  const { data } = useList(contacts.name, { sort: ['-updatedAt'], limit: 8 })
  if (!data || data.rows.length === 0) return null
  return (
    <Section title="Last touched">
      <ul>
        {data.rows.map((rec) => (
          <li key={rec.id}>
            <Link to="/contacts/$id" params={{ id: rec.id }} className={rowClass}>
              <Avatar name={nameOf(rec)} />
              <span className="truncate font-medium">{nameOf(rec)}</span>
              <SyncDot sync={rec.$sync} />
              <span className="truncate text-muted max-md:hidden">{roleOf(rec)}</span>
              <When at={rec.updatedAt} className="ml-auto shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
