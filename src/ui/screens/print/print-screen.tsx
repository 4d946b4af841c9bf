import { useParams, useSearch } from '@tanstack/react-router'
import { useEveryCustomField } from '../../../data-api/custom-field-hooks.ts'
import { companyPalette } from '../companies/company-palette.ts'
import { contactPalette } from '../contacts/contact-palette.ts'
import { withFields } from '../records/columns.ts'
import { projectList } from '../projects/project-columns.ts'
import type { Listed } from '../records/saved-views.tsx'
import { listSearch } from '../records/search-params.ts'
import { taskList } from '../tasks/task-columns.ts'
import { PrintAudit } from './print-audit.tsx'
import { PrintList } from './print-list.tsx'
import { PrintRecord } from './print-record.tsx'

/** Lists whose records have no sheet of their own. */
const lists: readonly Listed[] = [taskList, projectList]

/** `/print?id=…` one contact, with `&of=companies` a company; `?audit=report` what the audit log says of a period; otherwise the list as its address says. A page like paper, with a bar that is not printed. */
export default function PrintScreen() {
  const { id: fromPath }: { id?: string } = useParams({ strict: false })
  const search: Record<string, unknown> = useSearch({ strict: false })
  const text = (name: string): string | undefined => (typeof search[name] === 'string' ? search[name] : undefined)
  if (search['audit'] === 'report') return <PrintAudit person={text('person')} from={text('from') ?? ''} until={text('until') ?? ''} />
  const id = fromPath ?? (typeof search['id'] === 'string' ? search['id'] : null)
  const of = search['of'] === 'companies' ? companyPalette : contactPalette, listOf = lists.find(({ entity }) => entity.name === search['of']) ?? of
  const fields = useEveryCustomField()
  // What the list is asked for is decided once: the columns have to be known by then.
  if (id === null && fields === undefined) return null
  const listed = { ...listOf, columns: withFields(listOf.columns, (fields ?? []).filter((field) => field.entity === listOf.entity.name && !field.removed)) }
  return id === null ? <PrintList of={listed} search={listSearch(listOf.columns, search)} /> : <PrintRecord of={of} noteField={of === companyPalette ? 'companyId' : 'contactId'} id={id} />
}
