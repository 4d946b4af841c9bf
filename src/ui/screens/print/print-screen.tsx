import { useParams, useSearch } from '@tanstack/react-router'
import { contactsSearch } from '../contacts/search-params.ts'
import { PrintContact } from './print-contact.tsx'
import { PrintContacts } from './print-contacts.tsx'

/** `/print?id=…` one contact; otherwise the contacts list as its address says. A page like paper, with a bar that is not printed. */
export default function PrintScreen() {
  const { id: fromPath }: { id?: string } = useParams({ strict: false })
  const search: Record<string, unknown> = useSearch({ strict: false })
  const id = fromPath ?? (typeof search['id'] === 'string' ? search['id'] : null)
  return id === null ? <PrintContacts search={contactsSearch(search)} /> : <PrintContact id={id} />
}
