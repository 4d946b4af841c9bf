import { useParams, useSearch } from '@tanstack/react-router'
import { useEveryCustomField } from '../../../data-api/custom-field-hooks.ts'
import { companyPalette } from '../companies/company-palette.ts'
import { contactPalette } from '../contacts/contact-palette.ts'
import { withFields } from '../records/columns.ts'
import { listSearch } from '../records/search-params.ts'
import { PrintAudit } from './print-audit.tsx'
import { PrintList } from './print-list.tsx'
import { PrintRecord } from './print-record.tsx'

/** `/print?id=…` one contact, with `&of=companies` a company; `?audit=report` what the audit log says of a period; otherwise the list as its address says. A page like paper, with a bar that is not printed. */
export default function PrintScreen() {
  const { id: fromPath }: { id?: string } = useParams({ strict: false })
  const search: Record<string, unknown> = useSearch({ strict: false })
  const text = (name: string): string | undefined => (typeof search[name] === 'string' ? search[name] : undefined)
  if (search['audit'] === 'report') return <PrintAudit person={text('person')} from={text('from') ?? ''} until={text('until') ?? ''} />
  const id = fromPath ?? (typeof search['id'] === 'string' ? search['id'] : null)
  const of = search['of'] === 'companies' ? companyPalette : contactPalette
  const fields = useEveryCustomField()
  // What the list is asked for is decided once: the columns have to be known by then.
  if (id === null && fields === undefined) return null
  const listed = { ...of, columns: withFields(of.columns, (fields ?? []).filter((field) => field.entity === of.entity.name && !field.removed)) }
  return id === null ? <PrintList of={listed} search={listSearch(of.columns, search)} /> : <PrintRecord of={of} noteField={of === companyPalette ? 'companyId' : 'contactId'} id={id} />
}
