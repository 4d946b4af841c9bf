import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import type { Rows } from './selection.ts'
import type { Sort } from './sort.ts'

/*
 * Two ways to a page of some rows of a big table: walk the sort's index and keep what is in the set, or fetch the set's rows and sort
 * them. The first is good for many rows, the second for few; reading a row costs about as much as twenty steps along an index.
 */
const fetchCost = 20

/** The numbers (or ids) of a stretch of rows in the sort's order; from the far end where that is nearer. `offset + limit` is within the count. */
export function pageOf(core: Core, table: EntityTable, rows: Rows, sort: Sort, stretch: { offset: number; limit: number }): number[]
export function pageOf(core: Core, table: EntityTable, rows: Rows, sort: Sort, stretch: { offset: number; limit: number }, column: 'id'): string[]
export function pageOf(
  core: Core, table: EntityTable, rows: Rows, sort: Sort, { offset, limit }: { offset: number; limit: number }, column: 'n' | 'id' = 'n',
): (number | string)[] {
  const left = rows.count - offset - limit
  const back = left < offset
  const skipped = back ? left : offset
  const walks = sort.index !== null && rows.state === 'deleted_at IS NULL' && isWorthWalking(core, table, rows, skipped + limit)
  const source = walks ? `${table.name} INDEXED BY ${sort.index}` : table.name
  // The plus keeps SQLite from going by the set instead of the index.
  const within = rows.set === null ? '' : ` AND ${walks ? '+n' : 'n'} IN (SELECT n FROM (${rows.set.sql}))`
  const numbers = core.db.values<number | string>(
    `SELECT ${column} FROM ${source} WHERE ${rows.state}${within} ORDER BY ${back ? sort.backward : sort.forward} LIMIT ? OFFSET ?`,
    [...(rows.set?.params ?? []), limit, skipped])
  return back ? numbers.reverse() : numbers
}

function isWorthWalking({ db }: Core, table: EntityTable, rows: Rows, wanted: number): boolean {
  if (rows.set === null) return true
  const all = db.value<number | null>(`SELECT max(n) FROM ${table.name}`) ?? 0
  return (all * wanted) / Math.max(rows.count, 1) < rows.count * fetchCost
}
