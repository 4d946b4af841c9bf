import type { Core } from './core.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import { indexQuery, matches, needsText, parseSearch } from './search-terms.ts'
import type { Term } from './search-terms.ts'

/** Rows (by number) that a search found: those where every word begins a word, and the others. Deleted ones among them. */
export interface Hits { beginnings: number[]; within: number[] }

/**
 * Finds the records whose text has every word of the search, through the index and, for rows the index has not caught up with, by
 * looking at them. Null: the search says nothing, everything is found.
 */
export function search(core: Core, table: EntityTable, text: string): Hits | null {
  const terms = parseSearch(text)
  if (terms.length === 0) return null
  if (table.search === null && throughTables(core, table).length === 0) return { beginnings: [], within: [] }
  const all = new Set(find(core, table, terms, false))
  for (const { other, field } of throughTables(core, table)) for (const n of referred(core, table, other, field, find(core, other, terms, false))) all.add(n)
  // With two letters everything found is a beginning already.
  if (!terms.some(({ spellings }) => spellings.some((word) => word.length > 2))) return { beginnings: [...all], within: [] }
  const beginnings = find(core, table, terms, true).filter((n) => all.delete(n))
  return { beginnings, within: [...all] }
}

function find({ db }: Core, { search: names }: EntityTable, terms: readonly Term[], onlyBeginnings: boolean): number[] {
  if (names === null) return []
  const found: number[] = []
  const query = indexQuery(terms, onlyBeginnings)
  const dirty = new Set<number>()
  db.each(`SELECT d.n, t.text FROM ${names.dirty} d LEFT JOIN ${names.text} t ON t.n = d.n`, [], ([n, text]) => {
    dirty.add(n as number)
    if (text !== null && matches(text as string, terms, onlyBeginnings)) found.push(n as number)
  })
  if (!needsText(terms)) {
    db.each(`SELECT rowid FROM ${names.index} WHERE ${names.index} MATCH ?`, [query], ([n]) => {
      if (!dirty.has(n as number)) found.push(n as number)
    })
    return found
  }
  // The cross join keeps SQLite from walking the texts instead of the index's few rows.
  db.each(
    `SELECT f.rowid, t.text FROM ${names.index} f CROSS JOIN ${names.text} t ON t.n = f.rowid WHERE ${names.index} MATCH ?`, [query],
    ([n, text]) => { if (!dirty.has(n as number) && matches(text as string, terms, onlyBeginnings)) found.push(n as number) })
  return found
}

/** Entities whose text also finds records of this one: a note finds whom it is about. */
function throughTables(core: Core, table: EntityTable): { other: EntityTable; field: string }[] {
  return [...core.tables.values()].flatMap((other) => {
    const field = other.entity.searchThrough
    return field !== undefined && other.entity.fields[field]?.reference?.entity === table.entity.name ? [{ other, field }] : []
  })
}

function referred({ db }: Core, table: EntityTable, other: EntityTable, field: string, hits: readonly number[]): number[] {
  if (hits.length === 0) return []
  return db.values<number>(
    `SELECT n FROM ${table.name} WHERE id IN (SELECT o.data->>${quoteText(`$.${field}`)} FROM ${quote(other.entity.name)} o
       WHERE o.n IN (SELECT value FROM json_each(?)) AND o.deleted_at IS NULL)`, [JSON.stringify(hits)])
}

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
