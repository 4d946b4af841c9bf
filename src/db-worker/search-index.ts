import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { tokensOf } from './search-terms.ts'

/** Rows a step looks up at once; the time ends it earlier. */
const rowsAtOnce = 200

/** Catches the index of all entities up, in a step of at most `ms`. True when it did something: there may be more. */
export const catchUpIndex = (core: Core, ms: number): boolean => [...core.tables.values()].some((table) => catchUp(core, table, ms))

/**
 * Writes mark rows dirty; this brings an entity's search index after them, in a step of at most `ms`. True when it did something: there may be
 * more.
 */
export function catchUp(core: Core, table: EntityTable, ms: number): boolean {
  if (table.search === null) return false
  const end = core.clock.monotonic() + ms
  const dirty = core.db.values<number>(`SELECT n FROM ${table.search.dirty} LIMIT ${rowsAtOnce}`)
  if (dirty.length === 0) return false
  core.db.transaction(() => {
    for (const n of dirty) {
      indexRow(core, table, n)
      if (core.clock.monotonic() >= end) break
    }
  })
  return true
}

/** Pages of the index that one step merges; a few ms. */
const pagesAtOnce = 8
/** What a merge reports that had nothing to do. */
const noChanges = 2

/** Brings the pieces that catching up left together, a little at a time, so that searches look into few. True when there may be more. */
export function mergePieces({ db }: Core, { search }: EntityTable): boolean {
  if (search === null) return false
  const before = db.totalChanges()
  db.run(`INSERT INTO ${search.index} (${search.index}, rank) VALUES ('merge', ?)`, [pagesAtOnce])
  return db.totalChanges() - before >= noChanges
}

function indexRow({ db }: Core, { search }: EntityTable, n: number): void {
  const text = db.value<string>(`SELECT text FROM ${search!.text} WHERE n = ?`, [n])
  db.run(`DELETE FROM ${search!.index} WHERE rowid = ?`, [n])
  if (text !== undefined) db.run(`INSERT INTO ${search!.index} (rowid, tokens) VALUES (?, ?)`, [n, tokensOf(text).join(' ')])
  db.run(`DELETE FROM ${search!.dirty} WHERE n = ?`, [n])
}
