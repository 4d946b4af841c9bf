import { useParams, useSearch } from '@tanstack/react-router'
import { contactsSearch } from '../contacts/search-params.ts'
import { PrintAudit } from './print-audit.tsx'
import { PrintContact } from './print-contact.tsx'
import { PrintContacts } from './print-contacts.tsx'

/** `/print?id=…` one contact; `?audit=report` what the audit log says of a period; otherwise the contacts list as its address says. A page like paper, with a bar that is not printed. */
export default function PrintScreen() {
  const { id: fromPath }: { id?: string } = useParams({ strict: false })
  const search: Record<string, unknown> = useSearch({ strict: false })
  const text = (name: string): string | undefined => (typeof search[name] === 'string' ? search[name] : undefined)
  if (search['audit'] === 'report') return <PrintAudit person={text('person')} from={text('from') ?? ''} until={text('until') ?? ''} />
  const id = fromPath ?? (typeof search['id'] === 'string' ? search['id'] : null)
  return id === null ? <PrintContacts search={contactsSearch(search)} /> : <PrintContact id={id} />
}
