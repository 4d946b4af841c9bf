import { SatchelError } from '../shared/errors.ts'
import type { Data } from '../shared/json.ts'
import type { ListQuery, RowGroup } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { writtenIn } from './facets.ts'
import { columnOf, targetOf } from './filter-target.ts'
import { selectionOf } from './selection.ts'
import { namedKey, rankOf } from './sort.ts'
import { keyIndex } from './sort-indexes.ts'

/** More heads than these nobody reads, and each costs a look at one of its rows. */
const mostGroups = 5_000

/** The groups of a query in their order, those without a value last. @throws SatchelError `invalid` for what is no column, or has too many values */
export function groups(core: Core, query: ListQuery): RowGroup[] {
  const table = core.table(query.entity)
  if (query.group === undefined) throw new SatchelError('invalid', 'Groups need a column to group by.')
  const { by } = query.group, column = columnOf(by), written = writtenBy(table, column)
  const target = targetOf(table, column)
  const { state, set } = selectionOf(core, table, { ...query, group: { by } }).whole
  const index = query.state === undefined || query.state === 'live' ? keyIndex(core, table, target) : null
  const order = orderOf(core, table, by)
  const found = core.db.all<{ key: string | number | null; count: number; n: number }>(
    `SELECT key, count, n FROM (
       SELECT ${target.key} AS key, count(*) AS count, min(n) AS n FROM ${table.name} ${index === null ? '' : `INDEXED BY ${index}`}
       WHERE ${state}${set === null ? '' : ` AND +n IN (SELECT n FROM (${set.sql}))`} GROUP BY 1
     ) heads ORDER BY ${order === null ? '' : `${order} NULLS LAST, `}key NULLS LAST LIMIT ${mostGroups + 1}`, set?.params ?? [])
  if (found.length > mostGroups) throw new SatchelError('invalid', `“${table.entity.columns[column]?.label ?? 'This field'}” has too many different values to group by.`, { field: column })
  // An id is written as it is; of all else the first row of a group tells how.
  if (table.entity.fields[column]?.kind === 'reference') return found.map(({ key, count }) => ({ key, count, value: key === null ? null : String(key) }))
  return found.map(({ key, count, n }) => ({ key, count, value: key === null ? null : written(JSON.parse(core.db.value<string>(`SELECT data FROM ${table.name} WHERE n = ?`, [n])!) as Data) }))
}

/** What the list itself is in the order of (sort.ts) before the key, by a group's key or its first row; null: nothing. */
function orderOf(core: Core, table: EntityTable, by: string): string | null {
  const ranked = rankOf(table, by)
  return ranked === null ? namedKey(core.tables, table, by, 'key') : `(SELECT ${ranked.key} FROM ${table.name} WHERE ${table.name}.n = heads.n)`
}

function writtenBy(table: EntityTable, name: string): (data: Data) => string {
  const column = table.entity.columns[name]
  if (column !== undefined) return (data) => String(column.sort(data) ?? '')
  const keyed = writtenIn(table, name)
  if (keyed === null) throw new SatchelError('invalid', `There is no column "${name}" to group by.`, { field: name })
  return (data) => keyed(data)[0] ?? ''
}
