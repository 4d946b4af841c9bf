import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { asSet, asTest } from './filter-sql.ts'
import type { Indexes } from './filter-sql.ts'
import type { Compiled, Filter } from './filter.ts'
import type { Target } from './filter-target.ts'
import { highest, marks } from './marks.ts'

/**
 * The numbers of a big table's living rows that pass, each once. Every condition is answered by its own index, and what they leave is brought together
 * here, by a mark a row: SQLite would sort each of them to do so.
 */
export function numbersOf(core: Core, table: EntityTable, filter: Filter, indexes: Indexes): readonly number[] {
  const stretch = testOfOneKey(filter), index = stretch === null ? null : indexes.ofKey(stretch.target)
  if (stretch !== null && index !== null) {
    return core.db.values<number>(`SELECT n FROM ${table.name} INDEXED BY ${index} WHERE deleted_at IS NULL AND ${stretch.test.sql}`, stretch.test.params)
  }
  const of = (part: Filter): readonly number[] => numbersOf(core, table, part, indexes)
  // A test that looks into rows is made of those that the indexes leave, which is for SQLite to do.
  if (filter.kind === 'and' && filter.parts.length > 1 && !filter.parts.some(({ kind }) => kind === 'row')) {
    return filter.parts.map(of).reduce((both, part) => {
      const marked = marks(part, highest(core, table))
      return both.filter((n) => marked[n] === 1)
    })
  }
  if (filter.kind === 'or' && filter.parts.length > 0) return filter.parts.length === 1 ? of(filter.parts[0]!) : [...new Set(filter.parts.flatMap(of))]
  const { sql, params } = asSet(table, filter, indexes)
  return core.db.values<number>(sql, params)
}

/** The filter where all that it asks is of one key, as "from this day to that" is: what passes lies in a stretch of the key's index. */
export function testOfOneKey(filter: Filter): { target: Target; test: Compiled } | null {
  if (filter.kind === 'column') return filter.multi === null ? { target: filter.target, test: filter.key } : null
  const [first] = filter.kind === 'and' ? filter.parts : []
  if (filter.kind !== 'and' || first?.kind !== 'column') return null
  const { target } = first
  return filter.parts.every((part) => part.kind === 'column' && part.multi === null && part.target.key === target.key) ? { target, test: asTest(filter) } : null
}
