import { calledSo } from './called-so.ts'
import { lookedThrough } from './contract.ts'
import type { ListQuery } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { asSet, asTest } from './filter-sql.ts'
import type { Indexes } from './filter-sql.ts'
import { readFilter } from './filter.ts'
import type { Compiled, Filter } from './filter.ts'
import { targetOf } from './filter-target.ts'
import { fetchCost, highest, marks } from './page.ts'
import { search } from './search.ts'
import { isBig, keyIndex, valuesIndex } from './sort-indexes.ts'

/** Rows of one state of a table: all of them (`set` null), or those whose numbers the SELECT gives. */
export interface Rows {
  state: string
  readonly set: Compiled | null
  /** The same numbers, where a search gave them. */
  numbers: readonly number[] | null
  /** They stand in the order of the list already. */
  inOrder: boolean
  count: number
}

/** What a query's search and filter leave. `parts`, for a search: those that are called so, those found at the beginnings of words, then the others. */
export interface Selection { readonly whole: Rows; readonly parts: Rows[] }

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
    const whole = { state, set, numbers: null, inOrder: false, count: countOf(core, table, state, set, lookedThrough(query.where)) }
    return { whole, parts: [whole] }
  }
  const narrow = narrowing(core, table, state, filter)
  const rows = (found: readonly number[], inOrder = false): Rows => {
    const numbers = narrow(found)
    return {
      state, numbers, inOrder, count: numbers.length,
      get set() { return { sql: 'SELECT value AS n FROM json_each(?)', params: [JSON.stringify(numbers)] } },
    }
  }
  return {
    get whole() { return rows([...hits.beginnings, ...hits.within]) },
    get parts() {
      const { called, others } = state === states.live ? split(core, table, query.search!, hits.beginnings) : { called: [], others: hits.beginnings }
      return [rows(called, true), rows(others), rows(hits.within)].filter((part) => part.count > 0)
    },
  }
}

/** Of what was found at the beginnings of words, those that are called so, in order, and the others. */
function split(core: Core, table: EntityTable, text: string, beginnings: readonly number[]): { called: readonly number[]; others: readonly number[] } {
  const left = marks(beginnings, highest(core, table)), called = calledSo(core, table, text).filter((n) => left[n] === 1)
  for (const n of called) left[n] = 0
  return { called, others: called.length === 0 ? beginnings : beginnings.filter((n) => left[n] === 1) }
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

/** Takes out of what a search found the rows that are not of the wanted state or do not pass the filter; what is left keeps its order. */
function narrowing(core: Core, table: EntityTable, state: string, filter: Filter | null): (found: readonly number[]) => readonly number[] {
  if (filter === null) {
    if (state === states.all) return (found) => found
    // The trash is small beside the rest, and its index answers without looking at rows.
    const deleted = new Set(core.db.values<number>(`SELECT n FROM ${table.name} WHERE ${states.deleted}`))
    return (found) => (deleted.size === 0 && state === states.live ? found : found.filter((n) => deleted.has(n) === (state === states.deleted)))
  }
  let passing: Uint8Array | null = null
  return (found) => {
    if (passing === null && found.length * fetchCost < highest(core, table)) {
      // Few: each is looked at. Without an index, that is by its number.
      const { sql, params } = asTest(filter)
      const passed = new Set(core.db.values<number>(`SELECT n FROM ${table.name} NOT INDEXED WHERE n IN (SELECT value FROM json_each(?)) AND ${state} AND ${sql}`, [JSON.stringify(found), ...params]))
      return found.filter((n) => passed.has(n))
    }
    if (passing === null) {
      const { sql, params } = filterSet(core, table, state, filter)
      passing = marks(core.db.values<number>(sql, params), highest(core, table))
    }
    const passes = passing
    return found.filter((n) => passes[n] === 1)
  }
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
