import type { Store } from '../../src/db-worker/store.ts'
import { parseHlc } from '../../src/merge/clock.ts'
import type { SimReplica } from './sim-replica.ts'
import type { Story } from './story.ts'

/** Notes what came into a device's journal. Rows are only ever added at the end, mutations whole. */
export function noteJournal({ world, journaled, notedUpTo, lastTimes }: Story, { name, store, clock }: SimReplica): void {
  if (!hasWritten(noted, store)) return
  const rows = store.core.db.all<{ seq: number; id: string; mutationId: string; at: string; base: number; undoes: number; settles: number }>(`
    SELECT seq, id, mutation_id AS mutationId, at, base_revision AS base, undoes IS NOT NULL AS undoes, EXISTS (
      SELECT 1 FROM local_changes o WHERE o.mutation_id = c.mutation_id AND o.entity = 'conflicts' AND o.patch->>'$.status' = 'settled') AS settles
    FROM local_changes c WHERE seq > ? ORDER BY seq`, [notedUpTo.get(name) ?? 0])
  const skew = clock.now() - world.now()
  for (const { seq, id, mutationId, at, base, undoes, settles } of rows) {
    const trueTime = Math.max(lastTimes.get(name) ?? -Infinity, (parseHlc(at)?.ms ?? 0) - skew)
    lastTimes.set(name, trueTime)
    journaled.set(id, { mutationId, baseRevision: base, undoes: undoes === 1, settles: settles === 1, trueTime })
    notedUpTo.set(name, seq)
  }
}

const noted: Looks = new WeakMap()

/** How many rows each database had written when it was looked at. */
export type Looks = WeakMap<Store, number>

/** Whether a database has written anything since it was asked for the last time. */
export function hasWritten(looks: Looks, store: Store): boolean {
  const written = store.core.db.totalChanges()
  if (looks.get(store) === written) return false
  looks.set(store, written)
  return true
}
