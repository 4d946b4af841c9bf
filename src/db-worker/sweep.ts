import { history } from '../model/bookkeeping.ts'
import type { Core } from './core.ts'
import { isGivingBack } from './give-back.ts'
import { sweepKeptAlong } from './kept-along.ts'
import { thinTokens } from './seen-tokens.ts'
import { isTorn } from './torn-records.ts'

const dayMs = 24 * 3600 * 1000
/** Never sooner than backups go: put back to one, the server may need them again (R8). */
const keptMs = (backupDays: number | null): number => Math.max(7, backupDays ?? 0) * dayMs
const stepMs = 6

/**
 * J5: removes settled rows that stand for nothing any more, in a step of at most 8 ms; true when there is more. Of a change that was answered
 * the row stays until its entry in the history is here, or could have come for as long as rows are kept: a server put back to a backup
 * meanwhile knows nothing of it, and there is no other trace (R8). Nor is any removed while that is being given back what it lost, nor one
 * whose record is torn.
 */
export function sweep(core: Core): boolean {
  const { db, clock, meta } = core
  if (isGivingBack(core)) return false
  const end = clock.monotonic() + stepMs
  // `core.write`, so that a failed commit also forgets the numbers noted here.
  return core.write(() => {
    const now = clock.now(), kept = keptMs(meta.get('backupDays')), lastSynced = Date.parse(meta.get('lastSyncedAt') ?? '') || 0
    // A clock that was set back says nothing of how long ago that was, until the next sync.
    const synced = lastSynced > now ? 0 : lastSynced
    const entries = core.tables.get(history.name)
    const old = db.all<{ seq: number; at: string }>(
      `SELECT seq, at FROM local_changes c WHERE status IN ('synced', 'replaced') AND settled_at < ?
         AND (status = 'replaced' OR settled_at < ? ${entries === undefined ? '' : `OR id IN (SELECT id FROM ${entries.name})`}) AND (status = 'replaced' OR NOT ${isTorn(core)}) ORDER BY seq LIMIT 200`,
      [now - kept, synced - kept])
    thinTokens(core)
    sweepKeptAlong(core)
    let swept = 0
    for (const { seq, at } of old) {
      db.run('DELETE FROM local_changes WHERE seq = ?', [seq])
      swept += 1
      // The numbers and the clock rise over the replica's whole life, also when the last row is gone.
      if (seq > (meta.get('seqFloor') ?? 0)) { meta.set('seqFloor', seq); meta.set('lastAt', at) }
      if (clock.monotonic() >= end) break
    }
    const more = swept < old.length || old.length === 200
    // Work that waits for quiet gives the room back (idle-work.ts).
    if (!more && swept > 0) core.touchJournal()
    return more
  })
}
