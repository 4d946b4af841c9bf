import { SatchelError } from '../shared/errors.ts'
import type { ListQuery, ListResult } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { rowsByNumber } from './rows.ts'
import { pageOf } from './page.ts'
import { selectionOf } from './selection.ts'
import { sortOf } from './sort.ts'

const mostRows = 1_000

/** A page of records and how many there are in all. @throws SatchelError `invalid` for what the entity does not have */
export function list(core: Core, query: ListQuery): ListResult {
  const limit = Math.min(query.limit ?? 50, mostRows), offset = query.offset ?? 0
  if (!(limit >= 0 && offset >= 0)) throw new SatchelError('invalid', 'Limit and offset count from 0.')
  const table = core.table(query.entity)
  const { numbers, total } = numbersOf(core, table, query, offset, limit)
  return { rows: rowsByNumber(core, table, numbers), total }
}

/** Ids only, all of them, in the list's order. */
export function ids(core: Core, query: ListQuery): string[] {
  const table = core.table(query.entity)
  const { numbers } = numbersOf(core, table, query, 0, Number.MAX_SAFE_INTEGER)
  const sql = `SELECT id FROM ${table.name} WHERE n = ?`
  return numbers.map((n) => core.db.value<string>(sql, [n])!)
}

/** What is found at the beginnings of words comes first, unless the caller asked for an order. */
function numbersOf(core: Core, table: EntityTable, query: ListQuery, offset: number, limit: number): { numbers: number[]; total: number } {
  const sort = sortOf(core, table, query.sort ?? [])
  const selection = selectionOf(core, table, query)
  const ranked = (query.sort?.length ?? 0) === 0 && selection.parts.length > 1
  const parts = ranked ? selection.parts : [selection.whole]
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  const numbers: number[] = []
  let start = offset
  for (const part of parts) {
    const wanted = limit - numbers.length
    if (wanted > 0 && start < part.count) numbers.push(...pageOf(core, table, part, sort, start, Math.min(wanted, part.count - start)))
    start = Math.max(0, start - part.count)
  }
  return { numbers, total }
}
