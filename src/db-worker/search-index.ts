import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { tokensOf } from './search-terms.ts'

/** Rows a step looks up at once; the time ends it earlier. */
const rowsAtOnce = 200

/**
 * Writes mark rows dirty; this brings the search index after them, in a step of at most `ms`. True when it did something: there may be
 * more.
 */
export function catchUpIndex(core: Core, ms: number): boolean {
  const end = core.clock.monotonic() + ms
  for (const table of core.tables.values()) {
    if (table.search === null) continue
    const dirty = core.db.values<number>(`SELECT n FROM ${table.search.dirty} LIMIT ${rowsAtOnce}`)
    if (dirty.length === 0) continue
    core.db.transaction(() => {
      for (const n of dirty) {
        indexRow(core, table, n)
        if (core.clock.monotonic() >= end) break
      }
    })
    return true
  }
  return false
}

/** Pages of the index that one step merges; a few ms. */
const pagesAtOnce = 8
/** What a merge reports that had nothing to do. */
const noChanges = 2

/** Brings the pieces that catching up left together, a little at a time, so that searches look into few. True when there may be more. */
export function mergeIndex(core: Core): boolean {
  for (const table of core.tables.values()) {
    if (table.search === null) continue
    const { index } = table.search
    const before = core.db.totalChanges()
    core.db.run(`INSERT INTO ${index} (${index}, rank) VALUES ('merge', ?)`, [pagesAtOnce])
    if (core.db.totalChanges() - before >= noChanges) return true
  }
  return false
}

function indexRow({ db }: Core, { search }: EntityTable, n: number): void {
  const text = db.value<string>(`SELECT text FROM ${search!.text} WHERE n = ?`, [n])
  db.run(`DELETE FROM ${search!.index} WHERE rowid = ?`, [n])
  if (text !== undefined) db.run(`INSERT INTO ${search!.index} (rowid, tokens) VALUES (?, ?)`, [n, tokensOf(text).join(' ')])
  db.run(`DELETE FROM ${search!.dirty} WHERE n = ?`, [n])
}
