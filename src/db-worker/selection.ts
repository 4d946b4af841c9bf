import { calledSo } from './called-so.ts'
import { lookedThrough } from './contract.ts'
import type { ListQuery } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { numbersOf, testOfOneKey } from './filter-numbers.ts'
import { asTest } from './filter-sql.ts'
import type { Indexes } from './filter-sql.ts'
import { readFilter } from './filter.ts'
import type { Compiled, Filter } from './filter.ts'
import { columnOf, targetOf } from './filter-target.ts'
import type { Target } from './filter-target.ts'
import { highest, marks } from './marks.ts'
import { fetchCost } from './page.ts'
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
  /** They are those whose key passes a test, and nothing else is asked of them: in the key's order they lie one behind the other. */
  by: { target: Target; test: Compiled } | null
  count: number
}

/** What a query's search and filter leave. `parts`, for a search: those that are called so, those found at the beginnings of words, then the others. */
export interface Selection { readonly whole: Rows; readonly parts: Rows[] }

const states = { live: 'deleted_at IS NULL', deleted: 'deleted_at IS NOT NULL', all: '1' } as const

/** Whatever else it is, the filter is read, and refused where it is none. */
const asksNothing = (where: ListQuery['where']): boolean => where === undefined || (typeof where === 'object' && where !== null && !Array.isArray(where) && Object.keys(where).length === 0)

export function selectionOf(core: Core, table: EntityTable, query: ListQuery): Selection {
  const state = states[query.state ?? 'live']
  const filter = allOf([
    ...(asksNothing(query.where) ? [] : [readFilter(core.tables, table, query.where!)]),
    ...(query.group?.closed ?? []).length === 0 ? [] : [notClosed(table, query.group!)],
  ])
  const hits = query.search === undefined ? null : search(core, table, query.search)
  if (hits === null) {
    if (filter !== null && answersByIndexes(core, table, state)) {
      const whole = { ...rowsOf(state, keptNumbers(core, table, query, filter)), by: testOfOneKey(filter) }
      return { whole, parts: [whole] }
    }
    const set = filter === null ? null : filterSet(table, state, filter)
    const whole = { state, set, numbers: null, inOrder: false, by: null, count: countOf(core, table, state, set, lookedThrough(query.where)) }
    return { whole, parts: [whole] }
  }
  const narrow = narrowing(core, table, query, state, filter)
  const rows = (found: readonly number[], inOrder = false): Rows => rowsOf(state, narrow(found), inOrder)
  return {
    get whole() { return rows([...hits.beginnings, ...hits.within]) },
    get parts() {
      const { called, others } = state === states.live ? split(core, table, query.search!, hits.beginnings) : { called: [], others: hits.beginnings }
      return [rows(called, true), rows(others), rows(hits.within)].filter((part) => part.count > 0)
    },
  }
}

const rowsOf = (state: string, numbers: readonly number[], inOrder = false): Rows => ({
  state, numbers, inOrder, by: null, count: numbers.length,
  get set() { return { sql: 'SELECT value AS n FROM json_each(?)', params: [JSON.stringify(numbers)] } },
})

/** Of what was found at the beginnings of words, those that are called so, in order, and the others. */
function split(core: Core, table: EntityTable, text: string, beginnings: readonly number[]): { called: readonly number[]; others: readonly number[] } {
  const left = marks(beginnings, highest(core, table)), called = calledSo(core, table, text).filter((n) => left[n] === 1)
  for (const n of called) left[n] = 0
  return { called, others: called.length === 0 ? beginnings : beginnings.filter((n) => left[n] === 1) }
}

const allOf = (filters: Filter[]): Filter | null => (filters.length === 0 ? null : filters.length === 1 ? filters[0]! : { kind: 'and', parts: filters })

/** The rows of groups that are open. */
function notClosed(table: EntityTable, { by, closed = [] }: NonNullable<ListQuery['group']>): Filter {
  const target = targetOf(table, columnOf(by)), named = closed.filter((key) => key !== null)
  const test = (sql: string, params: string[]): Filter => ({ kind: 'column', target, key: { sql, params }, multi: null })
  const parts: Filter[] = [
    ...(named.length > 0 ? [{ kind: 'not' as const, part: test(`${target.key} IN (SELECT value FROM json_each(?))`, [JSON.stringify(named)]) }] : []),
    ...(named.length < closed.length ? [test(`${target.key} IS NOT NULL`, [])] : []),
  ]
  return allOf(parts)!
}

/** Takes out of what a search found the rows that are not of the wanted state or do not pass the filter; what is left keeps its order. */
function narrowing(core: Core, table: EntityTable, query: ListQuery, state: string, filter: Filter | null): (found: readonly number[]) => readonly number[] {
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
    const passes = passing ??= marks(answersByIndexes(core, table, state) ? keptNumbers(core, table, query, filter) : scanned(core, table, state, filter), highest(core, table))
    return found.filter((n) => passes[n] === 1)
  }
}

function filterSet(table: EntityTable, state: string, filter: Filter): Compiled {
  const { sql, params } = asTest(filter)
  return { sql: `SELECT n FROM ${table.name} WHERE ${state} AND ${sql}`, params }
}

function scanned({ db }: Core, table: EntityTable, state: string, filter: Filter): number[] {
  const { sql, params } = filterSet(table, state, filter)
  return db.values<number>(sql, params)
}

/** The indexes are of the living, and only big tables have them. */
const answersByIndexes = (core: Core, table: EntityTable, state: string): boolean => state === states.live && isBig(core, table)

const passed = new WeakMap<Core, Map<string, { version: number; numbers: readonly number[] }>>()
const keptFilters = 16

/** What passes a filter is kept until a record changes that it looks at: paging and sorting what is filtered finds it once. */
function keptNumbers(core: Core, table: EntityTable, query: ListQuery, filter: Filter): readonly number[] {
  const cache = passed.get(core) ?? new Map<string, { version: number; numbers: readonly number[] }>()
  passed.set(core, cache)
  const key = JSON.stringify([table.entity.name, query.where, query.group?.by, query.group?.closed]), version = versionOf(core, table, lookedThrough(query.where))
  const kept = cache.get(key)
  if (kept?.version === version) return kept.numbers
  const numbers = numbersOf(core, table, filter, indexesOf(core, table))
  cache.delete(key)
  if (cache.size >= keptFilters) cache.delete(cache.keys().next().value!)
  cache.set(key, { version, numbers })
  return numbers
}

const versionOf = (core: Core, table: EntityTable, through: readonly string[]): number => [table.entity.name, ...through].reduce((sum, name) => sum + core.version(name), 0)

const indexesOf = (core: Core, table: EntityTable): Indexes => ({
  ofKey: (target) => keyIndex(core, table, target),
  ofValues: (target) => valuesIndex(core, table, target),
  of: (other) => (isBig(core, other) ? indexesOf(core, other) : null),
})

interface Counted { version: number; count: number }
const counted = new WeakMap<Core, Map<string, Counted>>()
const keptCounts = 50

/**
 * Counts are kept until a record of the entity changes: paging through a list counts once.
 * @param through entities whose records the set looks at besides
 */
function countOf(core: Core, table: EntityTable, state: string, set: Compiled | null, through: readonly string[]): number {
  if (set === null && state === states.live) return core.living.of(table)
  const cache = counted.get(core) ?? new Map<string, Counted>()
  counted.set(core, cache)
  const key = JSON.stringify([table.entity.name, state, set?.sql, set?.params]), version = versionOf(core, table, through)
  const kept = cache.get(key)
  if (kept?.version === version) return kept.count
  const sql = set === null ? `SELECT count(*) FROM ${table.name} WHERE ${state}` : `SELECT count(*) FROM (${set.sql})`
  const count = core.db.value<number>(sql, set?.params ?? []) ?? 0
  if (cache.size >= keptCounts) cache.delete(cache.keys().next().value!)
  cache.set(key, { version, count })
  return count
}
