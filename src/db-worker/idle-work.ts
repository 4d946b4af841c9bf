import type { TimerHandle } from '../shared/clock.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { catchUp, mergePieces } from './search-index.ts'
import { vacuumStep } from './vacuum.ts'

/** What follows writes when nobody waits: the search index first, then free pages are given back, then the log's pages go into the database file and the log is emptied. */
export interface IdleWork { stop(): void }

/** A step is at most 8 ms; the commit falls within it. */
const indexMs = 6
/** Every step leaves a piece of the index; with this many a search begins to feel them. */
const mergedAfter = 64
/** Long enough that a call that has arrived goes first. */
const betweenMs = 4
const quietMs = 2_000
/** Whoever just opened the app reads first. */
const atFirstMs = 1_000

/** @param isIdle whether no call waits; a step is put off otherwise */
export function startIdleWork(core: Core, isIdle: () => boolean): IdleWork {
  // Whoever closed the app right after a write left a full log.
  let timer: TimerHandle | null = null, unsaved = true, unmerged = mergedAfter
  /** Whose rows may be dirty, and whose index may be in pieces; nobody knows of a database that was just opened. */
  const written = new Set(core.tables.values()), inPieces = new Set(core.tables.values())
  const catchOneUp = (): boolean => firstOf(written, (table) => {
    const did = catchUp(core, table, indexMs)
    if (did) inPieces.add(table)
    return did
  })
  const later = (ms: number): void => { timer = core.clock.setTimeout(turn, ms) }
  const turn = (): void => {
    timer = null
    if (!isIdle()) { later(betweenMs); return }
    try {
      if (unmerged < mergedAfter && catchOneUp()) {
        unsaved = true
        unmerged += 1
        later(betweenMs)
      } else if (firstOf(inPieces, (table) => mergePieces(core, table))) {
        later(betweenMs)
      } else if (unmerged > 0) {
        unmerged = 0
        later(betweenMs)
      } else if (vacuumStep(core)) {
        unsaved = true
        later(betweenMs)
      } else if (unsaved) {
        unsaved = false
        timer = core.clock.setTimeout(emptyLog, quietMs)
      }
    } catch (thrown) {
      // A full disk: searches look at the dirty rows themselves meanwhile, and the next write starts this again.
      core.log('warn', 'idle_work_failed', { message: String(thrown) })
    }
  }
  const emptyLog = (): void => {
    timer = null
    if (!isIdle()) { timer = core.clock.setTimeout(emptyLog, quietMs); return }
    try {
      core.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (thrown) {
      core.log('warn', 'checkpoint_failed', { message: String(thrown) })
    }
  }
  const stopListening = core.onCommit(({ entities }) => {
    unsaved = true
    for (const entity of entities) if (core.tables.has(entity)) written.add(core.table(entity))
    if (timer !== null) core.clock.clearTimeout(timer)
    later(betweenMs)
  })
  later(atFirstMs)
  return {
    stop: () => {
      stopListening()
      if (timer !== null) core.clock.clearTimeout(timer)
      timer = null
    },
  }
}

/** Whether there was something to do for one of them; those for which there was nothing are no more among them. */
function firstOf(tables: Set<EntityTable>, work: (table: EntityTable) => boolean): boolean {
  for (const table of tables) {
    if (work(table)) return true
    tables.delete(table)
  }
  return false
}
