import { useLocation } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { views } from '../../../model/views.ts'
import { NavLink } from '../../app/sidebar.tsx'
import { contactsSearch, type ContactsSearch } from './search-params.ts'
import { text } from './contact-values.ts'

export function useSavedViews(): readonly Rec[] {
  const { data } = useList(views.name, { where: { entity: contacts.name }, sort: ['position', 'name'], limit: 200 })
  return data?.rows ?? []
}

/** Where a saved view leads: a view is an address with a name. */
export const searchOfView = (view: Rec): ContactsSearch => ({ ...contactsSearch((view['query'] ?? {}) as Record<string, unknown>), view: view.id })

/** The saved views, under Contacts. */
export function SavedViews() {
  const saved = useSavedViews()
  const open = useLocation({ select: (location) => (location.pathname === '/contacts' ? contactsSearch(location.search as Record<string, unknown>).view : undefined) })
  if (saved.length === 0) return null
  return (
    <ul aria-label="Saved views" className="flex flex-col gap-0.5">
      {saved.map((view) => (
        <li key={view.id}>
          <NavLink indent to="/contacts" search={searchOfView(view)} label={text(view, 'name')} current={open === view.id} />
        </li>
      ))}
    </ul>
  )
}
