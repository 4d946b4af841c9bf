import type { Store } from '../../src/db-worker/store.ts'
import type { SimReplica } from './sim-replica.ts'
import type { Story } from './story.ts'

/** Notes what came into a device's journal. Rows are only ever added at the end, mutations whole. */
export function noteJournal({ journaled, notedUpTo }: Story, { name, store }: SimReplica): void {
  if (!hasWritten(noted, store)) return
  const rows = store.core.db.all<{ seq: number; id: string; mutationId: string; base: number; settles: number }>(`
    SELECT seq, id, mutation_id AS mutationId, base_revision AS base, EXISTS (
      SELECT 1 FROM local_changes o WHERE o.mutation_id = c.mutation_id AND o.entity = 'conflicts' AND o.patch->>'$.status' = 'settled') AS settles
    FROM local_changes c WHERE seq > ? ORDER BY seq`, [notedUpTo.get(name) ?? 0])
  for (const { seq, id, mutationId, base, settles } of rows) {
    journaled.set(id, { mutationId, baseRevision: base, settles: settles === 1 })
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
