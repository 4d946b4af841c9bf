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

function indexRow({ db }: Core, { search }: EntityTable, n: number): void {
  const text = db.value<string>(`SELECT text FROM ${search!.text} WHERE n = ?`, [n])
  db.run(`DELETE FROM ${search!.index} WHERE rowid = ?`, [n])
  if (text !== undefined) db.run(`INSERT INTO ${search!.index} (rowid, tokens) VALUES (?, ?)`, [n, tokensOf(text).join(' ')])
  db.run(`DELETE FROM ${search!.dirty} WHERE n = ?`, [n])
}
