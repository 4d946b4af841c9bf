import { lookedThrough } from './contract.ts'
import type { ListQuery } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { asSet, asTest } from './filter-sql.ts'
import type { Indexes } from './filter-sql.ts'
import { readFilter } from './filter.ts'
import type { Compiled, Filter } from './filter.ts'
import { targetOf } from './filter-target.ts'
import { search } from './search.ts'
import { isBig, keyIndex, valuesIndex } from './sort-indexes.ts'

/** Rows of one state of a table: all of them (`set` null), or those whose numbers the SELECT gives. */
export interface Rows {
  state: string
  readonly set: Compiled | null
  /** The same numbers, where a search gave them. */
  numbers: readonly number[] | null
  count: number
}

/** What a query's search and filter leave. `parts`, for a search: those found at the beginnings of words, then the others. */
export interface Selection { whole: Rows; parts: Rows[] }

const states = { live: 'deleted_at IS NULL', deleted: 'deleted_at IS NOT NULL', all: '1' } as const

export function selectionOf(core: Core, table: EntityTable, query: ListQuery): Selection {
  const state = states[query.state ?? 'live']
  const filter = allOf([
    ...(query.where === undefined || Object.keys(query.where).length === 0 ? [] : [readFilter(core.tables, table, query.where)]),
    ...(query.group?.closed ?? []).length === 0 ? [] : [notClosed(table, query.group!)],
  ])
  const hits = query.search === undefined ? null : search(core, table, query.search)
  if (hits === null) {
    const set = filter === null ? null : filterSet(core, table, state, filter)
    const whole = { state, set, numbers: null, count: countOf(core, table, state, set, lookedThrough(query.where)) }
    return { whole, parts: [whole] }
  }
  const rows = (found: readonly number[]): Rows => {
    const numbers = narrowed(core, table, state, filter, found)
    return {
      state, numbers, count: numbers.length,
      get set() { return { sql: 'SELECT value AS n FROM json_each(?)', params: [JSON.stringify(numbers)] } },
    }
  }
  const parts = [rows(hits.beginnings), rows(hits.within)].filter((part) => part.count > 0)
  return { whole: parts.length === 1 ? parts[0]! : rows([...hits.beginnings, ...hits.within]), parts }
}

const allOf = (filters: Filter[]): Filter | null => (filters.length === 0 ? null : filters.length === 1 ? filters[0]! : { kind: 'and', parts: filters })

/** The rows of groups that are open. */
function notClosed(table: EntityTable, { by, closed = [] }: NonNullable<ListQuery['group']>): Filter {
  const target = targetOf(table, by), named = closed.filter((key) => key !== null)
  const test = (sql: string, params: string[]): Filter => ({ kind: 'column', target, key: { sql, params }, multi: null })
  const parts: Filter[] = [
    ...(named.length > 0 ? [{ kind: 'not' as const, part: test(`${target.key} IN (SELECT value FROM json_each(?))`, [JSON.stringify(named)]) }] : []),
    ...(named.length < closed.length ? [test(`${target.key} IS NOT NULL`, [])] : []),
  ]
  return allOf(parts)!
}

/** Of what a search found, the rows of the wanted state that pass the filter. */
function narrowed(core: Core, table: EntityTable, state: string, filter: Filter | null, found: readonly number[]): readonly number[] {
  if (found.length === 0) return found
  if (filter === null && state === states.all) return found
  if (filter === null) {
    // The trash is small beside the rest, and its index answers without looking at rows.
    const deleted = new Set(core.db.values<number>(`SELECT n FROM ${table.name} WHERE ${states.deleted}`))
    return deleted.size === 0 && state === states.live ? found : found.filter((n) => deleted.has(n) === (state === states.deleted))
  }
  const set = filterSet(core, table, state, filter)
  return core.db.values<number>(`SELECT value FROM json_each(?) INTERSECT SELECT n FROM (${set.sql})`, [JSON.stringify(found), ...set.params])
}

function filterSet(core: Core, table: EntityTable, state: string, filter: Filter): Compiled {
  if (state === states.live && isBig(core, table)) {
    return asSet(table, filter, indexesOf(core, table))
  }
  const { sql, params } = asTest(filter)
  return { sql: `SELECT n FROM ${table.name} WHERE ${state} AND ${sql}`, params }
}

const indexesOf = (core: Core, table: EntityTable): Indexes => ({
  ofKey: (target) => keyIndex(core, table, target),
  ofValues: (target) => valuesIndex(core, table, target),
  of: (other) => (isBig(core, other) ? indexesOf(core, other) : null),
})

interface Counted { version: number; count: number }
const counted = new WeakMap<Core, Map<string, Counted>>()
const keptCounts = 50

/** Counts are kept until a record of the entity changes: paging through a list counts once. */
/** @param through entities whose records the set looks at besides */
function countOf(core: Core, table: EntityTable, state: string, set: Compiled | null, through: readonly string[]): number {
  if (set === null && state === states.live) return core.living.of(table)
  const cache = counted.get(core) ?? new Map<string, Counted>()
  counted.set(core, cache)
  const key = JSON.stringify([table.entity.name, state, set?.sql, set?.params]), version = [table.entity.name, ...through].reduce((sum, name) => sum + core.version(name), 0)
  const kept = cache.get(key)
  if (kept?.version === version) return kept.count
  const sql = set === null ? `SELECT count(*) FROM ${table.name} WHERE ${state}` : `SELECT count(*) FROM (${set.sql})`
  const count = core.db.value<number>(sql, set?.params ?? []) ?? 0
  if (cache.size >= keptCounts) cache.delete(cache.keys().next().value!)
  cache.set(key, { version, count })
  return count
}
