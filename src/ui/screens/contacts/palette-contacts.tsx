import { useDeferredValue, useEffect } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { Avatar } from '../../components/avatar.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { nameOf, roleOf } from './contact-values.ts'

/** Contacts in ⌘K: those that match, or the last touched while nothing is typed. */
export function PaletteContacts({ search, close, suggest }: { search: string; close: () => void; suggest: (value: string) => void }) {
  const navigate = useNavigate()
  const wanted = useDeferredValue(search.trim())
  const { data } = useList(contacts.name, wanted ? { search: wanted, limit: 8 } : { sort: ['-updatedAt'], limit: 5 })
  const first = data?.rows[0]?.id
  useEffect(() => { if (first !== undefined) suggest(first) }, [suggest, first, wanted])
  if (!data || data.rows.length === 0) return null
  return (
    <PaletteGroup heading={wanted ? 'Contacts' : 'Last touched'}>
      {data.rows.map((rec) => (
        <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: '/contacts/$id', params: { id: rec.id } }) }}>
          <Avatar name={nameOf(rec)} />
          <span className="truncate"><Highlight text={nameOf(rec)} search={wanted} /></span>
          <span className="ml-auto min-w-0 truncate text-table text-muted">{roleOf(rec)}</span>
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
