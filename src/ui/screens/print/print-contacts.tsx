import { useEffect, useMemo, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { formatCalendarDate, formatInstant, plural } from '../../components/format.ts'
import { showError } from '../../components/toast.tsx'
import { labelOf, parseColumns, parseSort, widthOf } from '../contacts/columns.ts'
import { dataOf } from '../contacts/contact-values.ts'
import { describeFilter, toWhere } from '../contacts/filters.ts'
import type { ContactsSearch } from '../contacts/search-params.ts'
import { readSelection } from '../contacts/selection-store.ts'
import { PrintSheet } from './print-sheet.tsx'

/** As many as a printer is ever given; more are left out and said. */
const mostRows = 5_000
const page = 500

/** The contacts list on paper: the address's filter, order and columns; only the selected ones where some are. */
export function PrintContacts({ search }: { search: ContactsSearch }) {
  const selected = useMemo(() => readSelection(search.sel), [search.sel])
  const [options] = useState<ListOptions>(() => {
    const where = toWhere(search.f ?? [], Date.now())
    const sort = parseSort(search.sort).map(({ id, desc }) => (desc ? `-${id}` : id))
    return { ...(search.q ? { search: search.q } : {}), ...(where ? { where } : {}), sort: sort.length > 0 ? sort : ['name'] }
  })
  const result = useAllRows(options)
  const rows = (result?.rows ?? []).filter((row) => selected.size === 0 || selected.has(row.id))
  // When it was last touched is of use on the screen; on paper only where somebody chose the column.
  const columns = search.cols === undefined ? parseColumns(undefined).filter((id) => id !== 'updatedAt') : parseColumns(search.cols)
  const width = columns.reduce((sum, id) => sum + widthOf(id), 0)
  const about = [search.q && `“${search.q}”`, ...(search.f ?? []).map(describeFilter)].filter(Boolean).join(', ')
  return (
    <PrintSheet list title="Contacts" ready={result !== null}>
      <h1 id="screen-heading" tabIndex={-1} className="text-title outline-none">Contacts</h1>
      <p className="text-table ink-muted">
        {plural(selected.size > 0 ? rows.length : result?.total ?? 0, 'contact')}{about && `, ${about}`}
        {result && result.total > result.rows.length && selected.size === 0 && `; the first ${mostRows} are printed`}
      </p>
      <table className="mt-4 w-full table-fixed border-collapse text-left text-meta">
        <colgroup>{columns.map((column) => <col key={column} style={{ width: `${(widthOf(column) / width) * 100}%` }} />)}</colgroup>
        <thead>
          <tr>{columns.map((column) => <th key={column} scope="col" className="border-b ink-line py-1 pr-2 font-medium">{labelOf(column)}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="break-inside-avoid border-b ink-line align-top">
              {columns.map((column) => <td key={column} className="py-1 pr-2 break-words whitespace-pre-line">{cellText(row, column)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </PrintSheet>
  )
}

function cellText(row: Rec, column: string): string {
  if (column === 'updatedAt') return formatInstant(row.updatedAt)
  if (column === 'birthday') return formatCalendarDate(String(row['birthday'] ?? ''))
  const spec = contacts.columns[column]
  const data = dataOf(row)
  if (spec?.all) return spec.all(data).join(column === 'tags' ? ', ' : '\n')
  return String(spec?.sort(data) ?? '')
}

/** Every matching row, page by page. */
function useAllRows(options: ListOptions): { rows: Rec[]; total: number } | null {
  const satchel = useSatchel()
  const [result, setResult] = useState<{ rows: Rec[]; total: number } | null>(null)
  useEffect(() => {
    let gone = false
    const read = async (): Promise<void> => {
      const rows: Rec[] = []
      for (;;) {
        const next = await satchel.entity(contacts.name).list({ ...options, offset: rows.length, limit: page })
        if (gone) return
        rows.push(...next.rows)
        if (next.rows.length < page || rows.length >= mostRows) return setResult({ rows, total: next.total })
      }
    }
    read().catch(showError)
    return () => { gone = true }
  }, [satchel, options])
  return result
}
