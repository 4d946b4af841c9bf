import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { highest, marks } from './marks.ts'
import { namedPage } from './named-page.ts'
import type { Rows } from './selection.ts'
import type { Sort } from './sort.ts'
import { isBig } from './sort-indexes.ts'

/*
 * Two ways to a page of some rows of a big table: walk the sort's index and keep what is in the set, or fetch the set's rows and sort
 * them. The first is good for many rows, the second for few; reading a row costs about as much as twenty steps along an index.
 */
export const fetchCost = 20

/** The numbers (or ids) of a stretch of rows in the sort's order; from the far end where that is nearer. `offset + limit` is within the count. */
export function pageOf(core: Core, table: EntityTable, rows: Rows, sort: Sort, stretch: { offset: number; limit: number }): number[]
export function pageOf(core: Core, table: EntityTable, rows: Rows, sort: Sort, stretch: { offset: number; limit: number }, column: 'id'): string[]
export function pageOf(
  core: Core, table: EntityTable, rows: Rows, sort: Sort, { offset, limit }: { offset: number; limit: number }, column: 'n' | 'id' = 'n',
): (number | string)[] {
  if (rows.inOrder) return named(core, table, rows.numbers!.slice(offset, offset + limit), column)
  if (sort.named !== null && rows.state === 'deleted_at IS NULL' && isBig(core, table)) return namedPage(core, table, rows, { ...sort, named: sort.named }, { offset, limit }, column)
  const left = rows.count - offset - limit
  const back = left < offset
  const skipped = back ? left : offset
  if (sort.index !== null && rows.by?.target.key === sort.key) {
    // A stretch of the sort's own index, however far from its ends.
    const stretch = core.db.values<number | string>(
      `SELECT ${column} FROM ${table.name} INDEXED BY ${sort.index} WHERE ${rows.state} AND ${rows.by.test.sql} ORDER BY ${back ? sort.backward : sort.forward} LIMIT ? OFFSET ?`,
      [...rows.by.test.params, limit, skipped])
    return back ? stretch.reverse() : stretch
  }
  const walks = sort.index !== null && rows.state === 'deleted_at IS NULL' && isWorthWalking(core, table, rows, skipped + limit)
  if (walks && rows.numbers !== null && isEasilyMet(core, table, rows, skipped + limit)) {
    const sql = `SELECT n, ${column} FROM ${table.name} INDEXED BY ${sort.index} WHERE ${rows.state} ORDER BY ${back ? sort.backward : sort.forward}`
    const numbers = walk(core, sql, marks(rows.numbers, highest(core, table)), skipped, limit)
    return back ? numbers.reverse() : numbers
  }
  const source = walks ? `${table.name} INDEXED BY ${sort.index}` : table.name
  // The plus keeps SQLite from going by the set instead of the index.
  const { set } = rows
  const within = set === null ? '' : ` AND ${walks ? '+n' : 'n'} IN (SELECT n FROM (${set.sql}))`
  const numbers = core.db.values<number | string>(
    `SELECT ${column} FROM ${source} WHERE ${rows.state}${within} ORDER BY ${back ? sort.backward : sort.forward} LIMIT ? OFFSET ?`,
    [...(set?.params ?? []), limit, skipped])
  return back ? numbers.reverse() : numbers
}

/** The numbers as they are, or the ids of those rows. */
function named({ db }: Core, table: EntityTable, numbers: readonly number[], column: 'n' | 'id'): (number | string)[] {
  if (column === 'n') return [...numbers]
  return db.values<string>(`SELECT t.id FROM json_each(?) wanted CROSS JOIN ${table.name} t ON t.n = wanted.value ORDER BY wanted.key`, [JSON.stringify(numbers)])
}

/** Takes from an ordered SELECT the rows that are marked: for a page of many, less work than to hand all their numbers to SQLite. */
function walk({ db }: Core, sql: string, marked: Uint8Array, skipped: number, limit: number): (number | string)[] {
  const page: (number | string)[] = []
  let skip = skipped
  db.each(sql, [], ([n, value]) => {
    if (marked[n as number] !== 1) return true
    if (skip > 0) skip -= 1
    else page.push(value as number | string)
    return page.length < limit
  })
  return page
}

/** Whether the walk meets what is wanted in fewer steps than there are numbers. */
const isEasilyMet = (core: Core, table: EntityTable, { count }: Rows, wanted: number): boolean => (highest(core, table) * wanted) / Math.max(count, 1) < count

function isWorthWalking(core: Core, table: EntityTable, rows: Rows, wanted: number): boolean {
  if (rows.numbers === null && rows.set === null) return true
  return (highest(core, table) * wanted) / Math.max(rows.count, 1) < rows.count * fetchCost
}
