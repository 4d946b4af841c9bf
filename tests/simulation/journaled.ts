import type { SimReplica } from './sim-replica.ts'
import type { Story } from './story.ts'

/** Notes what came into a device's journal. Rows are only ever added at the end, mutations whole. */
export function noteJournal({ journaled, notedUpTo }: Story, { name, store }: SimReplica): void {
  const rows = store.core.db.all<{ seq: number; id: string; mutationId: string; base: number; settles: number }>(`
    SELECT seq, id, mutation_id AS mutationId, base_revision AS base, EXISTS (
      SELECT 1 FROM local_changes o WHERE o.mutation_id = c.mutation_id AND o.entity = 'conflicts' AND o.patch->>'$.status' = 'settled') AS settles
    FROM local_changes c WHERE seq > ? ORDER BY seq`, [notedUpTo.get(name) ?? 0])
  for (const { seq, id, mutationId, base, settles } of rows) {
    journaled.set(id, { mutationId, baseRevision: base, settles: settles === 1 })
    notedUpTo.set(name, seq)
  }
}
