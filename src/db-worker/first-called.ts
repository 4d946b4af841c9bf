import { calledSo } from './called-so.ts'
import type { ListQuery } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { asTest } from './filter-sql.ts'
import { readFilter } from './filter.ts'
import { matches, parseSearch } from './search-terms.ts'

/** How many that are called so are looked at for the few that are wanted. */
const mostLookedAt = 300

/**
 * The first rows (by number) of a search, where there are as many that are called so: what else the search finds comes after them and need not be found. Null: there
 * are fewer, or it is in another order that they are wanted.
 */
export function firstCalled(core: Core, table: EntityTable, { search, where, sort = [], group, state = 'live' }: ListQuery, wanted: number): number[] | null {
  if (search === undefined || sort.length > 0 || group !== undefined || state !== 'live' || wanted > mostLookedAt || table.search === null) return null
  const terms = parseSearch(search)
  if (terms.length === 0) return null
  const called = calledSo(core, table, search, mostLookedAt)
  const passed = where === undefined ? called : passing(core, table, called, where)
  if (passed.length < wanted) return null
  const first = passed.slice(0, wanted), texts = core.db.values<string>(`SELECT t.text FROM json_each(?) h CROSS JOIN ${table.search.text} t ON t.n = h.value`, [JSON.stringify(first)])
  // By the words that it is made of, the search finds each of them too.
  return texts.length === first.length && texts.every((text) => matches(text, terms, true)) ? first : null
}

function passing(core: Core, table: EntityTable, numbers: readonly number[], where: NonNullable<ListQuery['where']>): readonly number[] {
  const { sql, params } = asTest(readFilter(core.tables, table, where))
  const passed = new Set(core.db.values<number>(`SELECT n FROM ${table.name} NOT INDEXED WHERE n IN (SELECT value FROM json_each(?)) AND ${sql}`, [JSON.stringify(numbers), ...params]))
  return numbers.filter((n) => passed.has(n))
}
