import type { Core } from './core.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import { indexQuery, matches, needsText, parseSearch } from './search-terms.ts'
import type { Term } from './search-terms.ts'

/** Rows (by number) that a search found: those where every word begins a word, and the others. Deleted ones among them. */
export interface Hits { beginnings: number[]; within: number[] }

/**
 * Finds the records whose text has every word of the search, through the index and, for rows the index has not caught up with, by
 * looking at them. Null: the search says nothing, everything is found. What was found is kept until a record changes.
 */
export function search(core: Core, table: EntityTable, text: string): Hits | null {
  const terms = parseSearch(text)
  if (terms.length === 0) return null
  const through = throughTables(core, table)
  const version = [table, ...through.map(({ other }) => other)].map(({ entity }) => core.version(entity.name)).join()
  const key = JSON.stringify([table.entity.name, terms, version])
  const cache = kept.get(core) ?? new Map<string, Hits>()
  kept.set(core, cache)
  const there = cache.get(key)
  if (there !== undefined) return there

  const hits = find(core, table, terms)
  const within = hits.within
  if (through.length > 0) {
    const known = new Set([...hits.beginnings, ...within])
    for (const { other, field } of through) {
      const found = find(core, other, terms)
      for (const n of referred(core, table, other, field, [...found.beginnings, ...found.within])) if (!known.has(n)) { known.add(n); within.push(n) }
    }
  }
  if (cache.size >= keptSearches) cache.delete(cache.keys().next().value!)
  cache.set(key, hits)
  return hits
}

const kept = new WeakMap<Core, Map<string, Hits>>()
const keptSearches = 8

function find({ db }: Core, { search: names }: EntityTable, terms: readonly Term[]): Hits {
  const hits: Hits = { beginnings: [], within: [] }
  if (names === null) return hits
  const dirty = new Set<number>()
  db.each(`SELECT d.n, t.text FROM ${names.dirty} d LEFT JOIN ${names.text} t ON t.n = d.n`, [], ([n, text]) => {
    dirty.add(n as number)
    if (text !== null && matches(text as string, terms)) (matches(text as string, terms, true) ? hits.beginnings : hits.within).push(n as number)
  })
  const indexed = (query: string): number[] => {
    const found = db.values<number>(`SELECT rowid FROM ${names.index} WHERE ${names.index} MATCH ?`, [query])
    return dirty.size === 0 ? found : found.filter((n) => !dirty.has(n))
  }
  const looked = (found: number[], onlyBeginnings: boolean): number[] => {
    if (!needsText(terms, onlyBeginnings) || found.length > mostLookedAt) return found
    const passed: number[] = []
    // The cross join keeps SQLite from walking the texts instead of the few rows.
    db.each(`SELECT t.n, t.text FROM json_each(?) h CROSS JOIN ${names.text} t ON t.n = h.value`, [JSON.stringify(found)],
      ([n, text]) => { if (matches(text as string, terms, onlyBeginnings)) passed.push(n as number) })
    return passed
  }
  const atBeginnings = indexQuery(terms, true), anywhere = indexQuery(terms, false)
  const candidates = indexed(atBeginnings), beginnings = looked(candidates, true)
  hits.beginnings.push(...beginnings)
  // One or two letters are looked for at the beginnings of words only.
  if (terms.every(({ spellings }) => spellings.every((word) => word.length < 3))) return hits
  if (beginnings.length === candidates.length) {
    // What was found already is left out by the index itself, which is several times as quick.
    hits.within.push(...looked(indexed(`(${anywhere}) NOT (${atBeginnings})`), false))
  } else {
    const known = new Set(beginnings)
    hits.within.push(...looked(indexed(anywhere).filter((n) => !known.has(n)), false))
  }
  return hits
}

/**
 * Where more than these have all pieces of the words, the pieces are taken for the words: nobody reads thousands of rows, and looking at
 * each would take longer than a frame.
 */
const mostLookedAt = 1_500

/** Entities whose text also finds records of this one: a note finds whom it is about. */
function throughTables(core: Core, table: EntityTable): { other: EntityTable; field: string }[] {
  return [...core.tables.values()].flatMap((other) => {
    const fields = other.entity.searchThrough ?? []
    return fields.filter((field) => other.entity.fields[field]?.reference?.entity === table.entity.name).map((field) => ({ other, field }))
  })
}

function referred({ db }: Core, table: EntityTable, other: EntityTable, field: string, hits: readonly number[]): number[] {
  if (hits.length === 0) return []
  // Beside the row stands what the field says, folded, as an id is anyway: nobody has to look into the row.
  const column = other.columns.find(({ name }) => name === field)
  const named = column === undefined ? `o.data->>${quoteText(`$.${quote(field)}`)}` : `o.${column.key}`
  const numbers = db.values<number>(
    `SELECT t.n FROM json_each(?) h CROSS JOIN ${quote(other.entity.name)} o ON o.n = h.value CROSS JOIN ${table.name} t ON t.id = ${named} WHERE o.deleted_at IS NULL`,
    [JSON.stringify(hits)])
  return [...new Set(numbers)]
}

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
