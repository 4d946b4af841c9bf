import { SatchelError } from '../shared/errors.ts'
import type { Data } from '../shared/json.ts'
import type { ListQuery, RowGroup } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { targetOf } from './filter-target.ts'
import { selectionOf } from './selection.ts'
import { namedKey } from './sort.ts'
import { keyIndex } from './sort-indexes.ts'

/** More heads than these nobody reads, and each costs a look at one of its rows. */
const mostGroups = 5_000

/** The groups of a query in their order, those without a value last. @throws SatchelError `invalid` for what is no column, or has too many values */
export function groups(core: Core, query: ListQuery): RowGroup[] {
  const table = core.table(query.entity)
  if (query.group === undefined) throw new SatchelError('invalid', 'Groups need a column to group by.')
  const { column, target } = groupColumn(table, query.group.by)
  const { state, set } = selectionOf(core, table, { ...query, group: { by: query.group.by } }).whole
  const index = query.state === undefined || query.state === 'live' ? keyIndex(core, table, target) : null
  // In the order of the list itself (sort.ts).
  const named = namedKey(core.tables, table, query.group.by, 'key')
  const found = core.db.all<{ key: string | number | null; count: number; n: number }>(
    `SELECT key, count, n FROM (
       SELECT ${target.key} AS key, count(*) AS count, min(n) AS n FROM ${table.name} ${index === null ? '' : `INDEXED BY ${index}`}
       WHERE ${state}${set === null ? '' : ` AND +n IN (SELECT n FROM (${set.sql}))`} GROUP BY 1
     ) ORDER BY ${named === null ? '' : `${named} NULLS LAST, `}key NULLS LAST LIMIT ${mostGroups + 1}`, set?.params ?? [])
  if (found.length > mostGroups) throw new SatchelError('invalid', `“${column.label}” has too many different values to group by.`, { field: query.group.by })
  return found.map(({ key, count, n }) => ({ key, count, value: key === null ? null : written(core, table, query.group!.by, n) }))
}

/** The first row of a group tells how its value is written. */
function written(core: Core, table: EntityTable, by: string, n: number): string {
  const data = JSON.parse(core.db.value<string>(`SELECT data FROM ${table.name} WHERE n = ?`, [n])!) as Data
  return String(table.entity.columns[by]!.sort(data) ?? '')
}

function groupColumn(table: EntityTable, by: string) {
  const found = table.columns.find(({ name }) => name === by)
  if (found === undefined) throw new SatchelError('invalid', `There is no column "${by}" to group by.`, { field: by })
  return { column: found.column, target: targetOf(table, by) }
}
