import type { TimerHandle } from '../shared/clock.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { tokensOf } from './search-terms.ts'

/** Writes mark rows dirty; this brings the index after them while nobody waits. */
export interface SearchIndex {
  /** One step of at most `ms`; true when there is more to do. */
  step(ms: number): boolean
  /** Begins catching up in steps, unless it does already. */
  start(): void
  stop(): void
}

const stepMs = 8
/** Long enough that a call that has arrived goes first. */
const betweenMs = 4

/** @param isIdle whether no call waits; a step is put off otherwise */
export function createSearchIndex(core: Core, isIdle: () => boolean): SearchIndex {
  const searched = [...core.tables.values()].filter((table) => table.search !== null)
  let timer: TimerHandle | null = null

  const step: SearchIndex['step'] = (ms) => {
    const end = core.clock.monotonic() + ms
    for (const table of searched) {
      const dirty = core.db.values<number>(`SELECT n FROM ${table.search!.dirty} LIMIT 200`)
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
  const next = (): void => {
    timer = null
    let more = true
    try {
      if (isIdle()) more = step(stepMs)
    } catch (thrown) {
      // A full disk: searches go on over the dirty rows themselves, and the next write starts this again.
      core.log('warn', 'search_index_step_failed', { message: String(thrown) })
      more = false
    }
    if (more) timer = core.clock.setTimeout(next, betweenMs)
  }
  return {
    step,
    start: () => { timer ??= core.clock.setTimeout(next, betweenMs) },
    stop: () => {
      if (timer !== null) core.clock.clearTimeout(timer)
      timer = null
    },
  }
}

function indexRow({ db }: Core, { search }: EntityTable, n: number): void {
  const text = db.value<string>(`SELECT text FROM ${search!.text} WHERE n = ?`, [n])
  db.run(`DELETE FROM ${search!.index} WHERE rowid = ?`, [n])
  if (text !== undefined) db.run(`INSERT INTO ${search!.index} (rowid, tokens) VALUES (?, ?)`, [n, tokensOf(text).join(' ')])
  db.run(`DELETE FROM ${search!.dirty} WHERE n = ?`, [n])
}
