import { SatchelError } from '../shared/errors.ts'
import { compileWhere, sortExpression } from './compile-where.ts'
import type { Compiled } from './compile-where.ts'
import type { ListQuery, ListResult } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { rowsByNumber } from './rows.ts'
import { search } from './search.ts'

const mostRows = 1_000

/** A page of records and how many there are in all. @throws SatchelError `invalid` for what the entity does not have */
export function list(core: Core, query: ListQuery): ListResult {
  const limit = Math.min(query.limit ?? 50, mostRows), offset = query.offset ?? 0
  if (!(limit >= 0 && offset >= 0)) throw new SatchelError('invalid', 'Limit and offset count from 0.')
  const table = core.table(query.entity)
  const { condition, order } = compile(core, table, query)
  const total = core.db.value<number>(`SELECT count(*) FROM ${table.name} WHERE ${condition.sql}`, condition.params) ?? 0
  if (limit === 0 || offset >= total) return { rows: [], total }
  const numbers = core.db.values<number>(`SELECT n FROM ${table.name} WHERE ${condition.sql} ORDER BY ${order} LIMIT ? OFFSET ?`, [...condition.params, limit, offset])
  return { rows: rowsByNumber(core, table, numbers), total }
}

/** Ids only, all of them, in the list's order. */
export function ids(core: Core, query: ListQuery): string[] {
  const table = core.table(query.entity)
  const { condition, order } = compile(core, table, query)
  return core.db.values<string>(`SELECT id FROM ${table.name} WHERE ${condition.sql} ORDER BY ${order}`, condition.params)
}

function compile(core: Core, table: EntityTable, query: ListQuery): { condition: Compiled; order: string } {
  const parts: string[] = [states[query.state ?? 'live']]
  const params: Compiled['params'] = []
  if (query.where !== undefined) {
    const where = compileWhere(table, query.where)
    parts.push(where.sql)
    params.push(...where.params)
  }
  let first = ''
  const hits = query.search === undefined ? null : search(core, table, query.search)
  if (hits !== null) {
    parts.push('n IN (SELECT value FROM json_each(?))')
    params.push(JSON.stringify([...hits.beginnings, ...hits.within]))
  }
  const keys = (query.sort?.length ?? 0) > 0 ? query.sort! : [table.firstColumn]
  const terms = keys.map((key) => {
    const down = key.startsWith('-')
    return `${sortExpression(table, down ? key.slice(1) : key)} ${down ? 'DESC' : 'ASC'} NULLS LAST`
  })
  first = keys[0]!.startsWith('-') ? 'id DESC' : 'id'
  return { condition: { sql: parts.join(' AND '), params }, order: [...terms, first].join(', ') }
}

const states = { live: 'deleted_at IS NULL', deleted: 'deleted_at IS NOT NULL', all: '1' } as const
