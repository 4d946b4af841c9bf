import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import type { Compiled, Filter } from './filter.ts'
import type { Target } from './filter-target.ts'

/** The filter as a test of one row. */
export function asTest(filter: Filter): Compiled {
  switch (filter.kind) {
    case 'row': return filter.test
    case 'named': return idAmong(filter, asTest)
    case 'not': {
      const { sql, params } = asTest(filter.part)
      return { sql: `NOT coalesce(${sql}, 0)`, params }
    }
    case 'column': return filter.multi === null ? filter.key : joined([filter.key, filter.multi], ' OR ', '0')
    default: return joined(filter.parts.map(asTest), filter.kind === 'and' ? ' AND ' : ' OR ', filter.kind === 'and' ? '1' : '0')
  }
}

/** Names of the indexes over a column of a table; null where there is none. */
export interface Indexes {
  ofKey(target: Target): string | null
  ofValues(target: Target): string | null
  /** Those of another table; null: it is small, and its rows are looked at one by one. */
  of(other: EntityTable): Indexes | null
}

/** Ids are UUIDs, and a folded one is itself. */
function idAmong({ others, key, filter }: Extract<Filter, { kind: 'named' }>, within: (filter: Filter) => Compiled): Compiled {
  const { sql, params } = filter === null ? { sql: '1', params: [] } : within(filter)
  return { sql: `id IN (SELECT ${key} FROM ${others.name} WHERE deleted_at IS NULL AND ${key} IS NOT NULL AND ${sql})`, params }
}

/** The test of another table's rows by what its indexes answer, where they do. */
const within = (others: EntityTable, indexes: Indexes) => (filter: Filter): Compiled => {
  const own = indexes.of(others)
  if (own === null) return asTest(filter)
  const { sql, params } = asSet(others, filter, own)
  return { sql: `n IN (SELECT n FROM (${sql}))`, params }
}

/**
 * The filter as a SELECT of the numbers of the living rows that pass, put together from what indexes alone can answer: in a big table
 * looking at rows is what costs.
 */
export function asSet(table: EntityTable, filter: Filter, indexes: Indexes): Compiled {
  const living = `SELECT n FROM ${table.name} WHERE deleted_at IS NULL`
  switch (filter.kind) {
    case 'row': return { sql: `${living} AND ${filter.test.sql}`, params: filter.test.params }
    case 'named': {
      // From those that name them: left to itself SQLite may walk this table and look each row up there.
      const { sql, params } = idAmong(filter, within(filter.others, indexes))
      return { sql: `SELECT n FROM ${table.name} INDEXED BY ${quote(`${table.entity.name}_id`)} WHERE deleted_at IS NULL AND ${sql}`, params }
    }
    case 'not': {
      const { sql, params } = asSet(table, filter.part, indexes)
      const index = filter.part.kind === 'column' ? indexes.ofKey(filter.part.target) : null
      const all = index === null ? living : `SELECT n FROM ${table.name} INDEXED BY ${index} WHERE deleted_at IS NULL`
      return { sql: `${all} EXCEPT SELECT n FROM (${sql})`, params }
    }
    case 'column': {
      const { target, key, multi } = filter
      // Left to itself SQLite walks the table where it is to answer in order of n.
      const by = (index: string | null): string => `SELECT n FROM ${table.name} ${index === null ? '' : `INDEXED BY ${index}`} WHERE deleted_at IS NULL`
      const byKey = { sql: `${by(indexes.ofKey(target))} AND ${key.sql}`, params: key.params }
      if (multi === null) return byKey
      // No row comes from both halves, so that nothing has to be gathered to tell: an index alone counts.
      return {
        sql: `${byKey.sql} UNION ALL ${by(indexes.ofValues(target))} AND ${target.multi!} IS NOT NULL AND ${multi.sql} AND NOT coalesce(${key.sql}, 0)`,
        params: [...byKey.params, ...multi.params, ...key.params],
      }
    }
    case 'or': {
      if (filter.parts.length === 0) return { sql: `${living} AND 0`, params: [] }
      return combined(filter.parts.map((part) => asSet(table, part, indexes)), 'UNION')
    }
    case 'and': {
      const looking = filter.parts.filter((part) => part.kind === 'row').map(asTest)
      const sets = filter.parts.filter((part) => part.kind !== 'row').map((part) => asSet(table, part, indexes))
      const indexed = sets.length === 0 ? { sql: living, params: [] } : combined(sets, 'INTERSECT')
      if (looking.length === 0) return indexed
      const test = joined(looking, ' AND ', '1')
      return { sql: `${living} AND n IN (SELECT n FROM (${indexed.sql})) AND ${test.sql}`, params: [...indexed.params, ...test.params] }
    }
  }
}

const joined = (parts: readonly Compiled[], by: string, none: string): Compiled => ({
  sql: parts.length === 0 ? none : `(${parts.map(({ sql }) => sql).join(by)})`,
  params: parts.flatMap(({ params }) => params),
})

const combined = (sets: readonly Compiled[], by: 'UNION' | 'INTERSECT'): Compiled => ({
  sql: sets.map(({ sql }) => `SELECT n FROM (${sql})`).join(` ${by} `),
  params: sets.flatMap(({ params }) => params),
})
