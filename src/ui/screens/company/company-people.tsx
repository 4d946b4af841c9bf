import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { companies, namesOf } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button, buttonClass } from '../../components/button.tsx'
import { formatCount } from '../../components/format.ts'
import { nameOf } from '../contacts/contact-words.ts'
import { calledAnyOf, few, peopleByName } from './ask-company-people.ts'
import { dataOf, text, valuesOf } from '../records/record-values.ts'
import { SyncDot } from '../records/sync-dot.tsx'

/** Who works there. */
export function CompanyPeople({ rec }: { rec: Rec }) {
  const [all, setAll] = useState(false)
  const names = namesOf(dataOf(rec))
  const { data: alike } = useList(companies.name, calledAnyOf(names))
  const { data } = useList(contacts.name, peopleByName(rec, alike?.rows ?? [], all ? 500 : few), { enabled: alike !== undefined })
  const total = data?.total ?? 0
  return (
    <section aria-labelledby="people-heading" className="flex min-w-0 flex-col gap-1">
      <div className="flex min-h-7 items-center gap-2">
        <h2 id="people-heading" className="text-ui">People</h2>
        {total > 0 && <span className="grow text-table text-muted">{formatCount(total)}</span>}
        {total > few && <Link to="/contacts" search={{ f: [['company', 'anyOf', names]] }} className={buttonClass('ghost', 'sm')}>Show in contacts</Link>}
      </div>
      {data && total === 0 && <p className="text-table text-muted">Nobody yet. Write this company's name on a contact, and they are here.</p>}
      <ul className="flex flex-col">
        {data?.rows.map((person) => (
          <li key={person.id}>
            <Link to="/contacts/$id" params={{ id: person.id }} className="-mx-2 flex min-h-9 items-center gap-2 rounded-md px-2 text-table hover:bg-hover max-md:min-h-11">
              <Avatar name={nameOf(person)} />
              <span className="max-w-3/5 shrink-0 truncate font-medium max-md:max-w-full max-md:shrink">{nameOf(person)}</span>
              <SyncDot sync={person.$sync} />
              <span className="min-w-12 shrink grow truncate text-muted">{text(person, 'title')}</span>
              <span className="w-2/5 shrink-0 truncate pl-2 text-muted max-md:hidden">{valuesOf(person, 'emails')[0] ?? valuesOf(person, 'phones')[0] ?? ''}</span>
            </Link>
          </li>
        ))}
      </ul>
      {data && data.rows.length < total && !all && <Button variant="ghost" size="sm" className="w-fit -ml-2" onClick={() => setAll(true)}>Show {formatCount(total - data.rows.length)} more</Button>}
    </section>
  )
}
