import { SatchelError } from '../shared/errors.ts'
import type { ListQuery, ListResult } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { firstCalled } from './first-called.ts'
import { rowsByNumber } from './rows.ts'
import { pageOf } from './page.ts'
import { selectionOf } from './selection.ts'
import type { Rows } from './selection.ts'
import { sortOf } from './sort.ts'
import type { Sort } from './sort.ts'

const mostRows = 1_000

/** A page of records and how many there are in all. @throws SatchelError `invalid` for what the entity does not have */
export function list(core: Core, query: ListQuery): ListResult {
  const limit = Math.min(query.limit ?? 50, mostRows), offset = query.offset ?? 0
  if (!(limit >= 0 && offset >= 0)) throw new SatchelError('invalid', 'Limit and offset count from 0.')
  const table = core.table(query.entity)
  const first = query.count === false ? firstCalled(core, table, query, offset + limit) : null
  if (first !== null) return { rows: rowsByNumber(core, table, first.slice(offset)), total: first.length }
  const { sort, parts } = read(core, table, query)
  const numbers = stretchesOf(parts, offset, limit).flatMap(({ part, ...stretch }) => pageOf(core, table, part, sort, stretch))
  return { rows: rowsByNumber(core, table, numbers), total: parts.reduce((sum, part) => sum + part.count, 0) }
}

/** Ids only, all of them (or the query's stretch), in the list's order. */
export function ids(core: Core, query: ListQuery): string[] {
  const table = core.table(query.entity)
  const { sort, parts } = read(core, table, query)
  return stretchesOf(parts, query.offset ?? 0, query.limit ?? Number.MAX_SAFE_INTEGER)
    .flatMap(({ part, ...stretch }) => pageOf(core, table, part, sort, stretch, 'id'))
}

/** What is called as one searched comes first, then what was found at the beginnings of words, unless the caller asked for an order. */
function read(core: Core, table: EntityTable, query: ListQuery): { sort: Sort; parts: Rows[] } {
  const asked = query.sort ?? []
  const sort = sortOf(core, table, asked, query.group?.by)
  const selection = selectionOf(core, table, query)
  return { sort, parts: asked.length === 0 && query.group === undefined ? selection.parts : [selection.whole] }
}

/** Where a page lies in parts that follow each other. */
function stretchesOf(parts: readonly Rows[], offset: number, limit: number): { part: Rows; offset: number; limit: number }[] {
  let skip = offset, left = limit
  return parts.flatMap((part) => {
    const start = Math.min(skip, part.count), size = Math.min(left, part.count - start)
    skip -= start
    left -= size
    return size > 0 ? [{ part, offset: start, limit: size }] : []
  })
}
