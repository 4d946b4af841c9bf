import { useEffect, useMemo, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Collection, ListOptions, Rec } from '../../../data-api/types.ts'
import { customValue } from '../../../model/custom-value.ts'
import { formatCalendarDate, formatInstant, plural } from '../../components/format.ts'
import { showError } from '../../components/toast.tsx'
import { customWords } from '../../sync-status/custom-words.ts'
import { parseColumns, parseSort } from '../records/columns.ts'
import { describeItem, toWhere, type FilterItem } from '../records/filter-tree.ts'
import type { NameOf } from '../records/filters.ts'
import { headingOf } from '../records/kind.ts'
import { leftOut } from '../records/left-out.ts'
import { idsIn, idsOf } from '../records/name-ids.ts'
import { useNamesIn, useNamesOf } from '../records/names.tsx'
import { dataOf } from '../records/record-values.ts'
import type { Listed } from '../records/saved-views.tsx'
import type { ListSearch } from '../records/search-params.ts'
import { readSelection } from '../records/selection-store.ts'
import { PrintSheet } from './print-sheet.tsx'

/** As many as a printer is ever given; more are left out and said. */
const mostRows = 5_000
const page = 500

/** A list on paper: the address's filter, order and columns; where some are selected just those, also where the filter hides them. */
export function PrintList({ of, search }: { of: Listed; search: ListSearch }) {
  const { entity, columns: known } = of, { labelOf, widthOf } = known, title = headingOf(of)
  const selected = useMemo(() => readSelection(search.sel), [search.sel])
  const [options] = useState<ListOptions>(() => {
    const wheres = [toWhere(known, search.f ?? [], Date.now()), leftOut(of, search.q ?? '', search.f ?? [])].filter((each) => each !== undefined)
    const sort = parseSort(known, search.sort).map(({ id, desc }) => (desc ? `-${id}` : id))
    return { ...(search.q ? { search: search.q } : {}), ...(wheres.length > 0 ? { where: { and: wheres } } : {}), sort: sort.length > 0 ? sort : [known.lead] }
  })
  const result = useAllRows(entity.name, options, selected)
  // When it was last touched is of use on the screen; on paper only where somebody chose the column.
  const columns = search.cols === undefined ? parseColumns(known, undefined).filter((id) => id !== 'updatedAt' && known.specs[id]?.unasked !== true) : parseColumns(known, search.cols)
  const nameOf = useNamesOf(useMemo(() => idsIn(known, columns, result?.rows ?? []), [known, result, search.cols])) // eslint-disable-line react-hooks/exhaustive-deps -- the columns are those of the address
  const filterNames = useNamesIn(known, search.f ?? none)
  const width = columns.reduce((sum, id) => sum + widthOf(id), 0)
  const about = selected.size > 0 ? 'selected' : [search.q && `“${search.q}”`, ...(search.f ?? []).map((filter) => describeItem(known, filter, filterNames))].filter(Boolean).join(', ')
  // An empty list on paper would be a lie while it is still read.
  if (result === null) return <PrintSheet list title={title} ready={false}><h1 id="screen-heading" tabIndex={-1} className="sr-only">{title}</h1></PrintSheet>
  return (
    <PrintSheet list title={title} ready of={{ what: entity.name, count: result.rows.length }}>
      <h1 id="screen-heading" tabIndex={-1} className="text-title outline-none">{title}</h1>
      <p className="text-table ink-muted">
        {plural(result.total, entity.label.one, entity.label.many)}{about && `, ${about}`}
        {result.total > result.rows.length && `; the first ${mostRows} are printed`}
      </p>
      <table className="mt-4 w-full table-fixed border-collapse text-left text-meta">
        <colgroup>{columns.map((column) => <col key={column} style={{ width: `${(widthOf(column) / width) * 100}%` }} />)}</colgroup>
        <thead>
          <tr>{columns.map((column) => <th key={column} scope="col" className="border-b ink-line py-1 pr-2 font-medium">{labelOf(column)}</th>)}</tr>
        </thead>
        <tbody>
          {result.rows.map((row) => (
            <tr key={row.id} className="break-inside-avoid border-b ink-line align-top">
              {columns.map((column) => <td key={column} className="py-1 pr-2 break-words whitespace-pre-line">{cellText(of, row, column, nameOf)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </PrintSheet>
  )
}

function cellText({ entity, columns }: Listed, row: Rec, column: string, nameOf: NameOf): string {
  const { custom, choices, names, days } = columns.specs[column] ?? {}
  if (custom !== undefined) return customWords(custom, customValue(dataOf(row), custom.id))
  if (column === 'updatedAt') return formatInstant(row.updatedAt)
  if (names !== undefined) return idsOf(row, column).map((id) => nameOf(names, id) ?? '').filter(Boolean).join(', ')
  const spec = entity.columns[column]
  if (choices !== undefined) return choices.find(({ key }) => key === spec?.sort(dataOf(row)))?.label ?? ''
  if (days) return formatCalendarDate(String(row[column] ?? '').slice(0, 10))
  if (spec?.type === 'date') return formatCalendarDate(String(row[column] ?? ''))
  const data = dataOf(row)
  if (spec?.all) return spec.all(data).join(column === 'tags' ? ', ' : '\n')
  return String(spec?.sort(data) ?? '')
}

const none: readonly FilterItem[] = []

interface Rows { rows: Rec[]; total: number }

/** Every row to print, page by page; null until all are there. */
function useAllRows(name: string, options: ListOptions, selected: ReadonlySet<string>): Rows | null {
  const satchel = useSatchel()
  const [result, setResult] = useState<Rows | null>(null)
  useEffect(() => {
    let gone = false
    const entity = satchel.entity(name)
    const read = selected.size > 0 ? readSelected(entity, options.sort ?? [], selected) : readAll(entity, options)
    read.then((rows) => { if (!gone) setResult(rows) }, showError)
    return () => { gone = true }
  }, [satchel, name, options, selected])
  return result
}

async function readAll(entity: Collection, options: ListOptions): Promise<Rows> {
  const rows: Rec[] = []
  for (;;) {
    const next = await entity.list({ ...options, offset: rows.length, limit: page })
    rows.push(...next.rows)
    if (next.rows.length < page || rows.length >= mostRows) return { rows, total: next.total }
  }
}

/** The selected rows in the list's order, wherever in it they stand. */
async function readSelected(entity: Collection, sort: string[], selected: ReadonlySet<string>): Promise<Rows> {
  const ids = (await entity.ids({ sort })).filter((id) => selected.has(id))
  const rows: Rec[] = []
  for (let start = 0; start < Math.min(ids.length, mostRows); start += page) {
    const part = await entity.list({ where: { id: { in: ids.slice(start, start + page) } }, sort, limit: page })
    rows.push(...part.rows)
  }
  return { rows, total: ids.length }
}
