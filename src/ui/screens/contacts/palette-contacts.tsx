import { useDeferredValue, useEffect } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { Avatar } from '../../components/avatar.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { highlightParts } from '../../components/highlight-parts.ts'
import { citiesOf, nameOf, roleOf, tagsOfRec, valuesOf } from './contact-values.ts'

const most = 8

/** Contacts in ⌘K: those that match, or the last touched while nothing is typed. */
export function PaletteContacts({ search, close, suggest }: { search: string; close: () => void; suggest: (value: string) => void }) {
  const navigate = useNavigate()
  const wanted = useDeferredValue(search.trim())
  const { data } = useList(contacts.name, wanted ? { search: wanted, limit: most } : { sort: ['-updatedAt'], limit: 5 })
  // Who is called that comes before whose notes or addresses say it.
  const { data: called } = useList(contacts.name, { search: wanted, where: { or: [{ name: { startsWith: wanted } }, { lastName: { startsWith: wanted } }] }, limit: most }, { enabled: wanted !== '' })
  const named = wanted ? called?.rows ?? [] : []
  const rows = [...named, ...(data?.rows ?? []).filter((rec) => !named.some((other) => other.id === rec.id))].slice(0, most)
  const first = rows[0]?.id
  useEffect(() => { if (first !== undefined) suggest(first) }, [suggest, first, wanted])
  if (rows.length === 0) return null
  return (
    <PaletteGroup heading={wanted ? 'Contacts' : 'Last touched'}>
      {rows.map((rec) => (
        <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: '/contacts/$id', params: { id: rec.id } }) }}>
          <Avatar name={nameOf(rec)} />
          <span className="max-w-3/4 shrink-0 truncate"><Highlight text={nameOf(rec)} search={wanted} /></span>
          <span className="ml-auto min-w-0 truncate text-table text-muted"><Highlight text={about(rec, wanted)} search={wanted} /></span>
        </PaletteItem>
      ))}
      {wanted !== '' && (
        <PaletteItem value="all contacts" onSelect={() => { close(); void navigate({ to: '/contacts', search: { q: wanted } }) }}>
          <span className="text-muted">Show all that match “{wanted}”</span>
        </PaletteItem>
      )}
    </PaletteGroup>
  )
}

/** What they are; where that does not say why they were found, the value that does. */
function about(rec: Rec, wanted: string): string {
  const role = roleOf(rec)
  const says = (text: string): boolean => highlightParts(text, wanted) !== null
  if (wanted === '' || says(nameOf(rec)) || says(role)) return role
  return [...valuesOf(rec, 'emails'), ...valuesOf(rec, 'phones'), ...citiesOf(rec), ...tagsOfRec(rec)].find(says) ?? role
}
