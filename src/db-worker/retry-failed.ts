import { liftChange } from '../merge/lift.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { MutationResult } from './contract.ts'
import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'
import { mutate } from './mutate.ts'
import { referencesOf } from './references.ts'

/**
 * P4: a failed mutation once more, as new changes with the old base and `at`; what failed because it builds on it goes along in order. The
 * old changes become `replaced`.
 * @param edits what the person wrote instead, by record and field
 */
export function retryFailed(core: Core, mutationId: string, edits: Record<string, Record<string, Json>> = {}): MutationResult {
  return core.write(() => {
    const failed = core.journal.select("status = 'failed'", [])
    const chain = chainOf(core, failed, mutationId)
    if (chain.length === 0) throw new SatchelError('not_found', 'This is no longer among the failed changes.')
    let first: MutationResult | null = null
    for (const entries of chain) {
      const { change, label } = entries[0]!
      const again = core.makeId()
      const result = mutate(core, {
        mutationId: again, label, act: false, ...(change.groupId === undefined ? {} : { groupId: change.groupId }),
        changes: entries.map(({ change }) => liftChange(core.table(change.entity).entity, change)).map((old) => ({
          entity: old.entity, recordId: old.recordId, op: old.op, patch: { ...old.patch, ...edits[old.recordId] },
          baseRevision: old.baseRevision ?? 0, at: old.at, ...(old.baseEpoch === undefined ? {} : { baseEpoch: old.baseEpoch }),
        })),
      })
      first ??= result
      for (const entry of entries) core.journal.setStatus(entry.change.id, 'replaced', { error: entry.error, settledAt: core.clock.now() })
      core.db.run('UPDATE undo_acts SET act_id = ? WHERE act_id = ?', [again, change.mutationId])
    }
    core.touchJournal()
    return first!
  })
}

/** The failed mutation and, by seq, the failed ones that touch or refer to a record one of them makes. */
function chainOf(core: Core, failed: readonly JournalEntry[], mutationId: string): JournalEntry[][] {
  const mutations = new Map<string, JournalEntry[]>()
  for (const entry of failed) mutations.set(entry.change.mutationId, [...(mutations.get(entry.change.mutationId) ?? []), entry])
  const start = mutations.get(mutationId)
  if (start === undefined) return []
  const made = new Set<string>()
  const chain: JournalEntry[][] = []
  for (const [id, entries] of mutations) {
    const builds = entries[0]!.change.seq > start[0]!.change.seq
      && entries.some(({ change }) => made.has(change.recordId) || referencesOf(core, change).some((other) => made.has(other)))
    if (id !== mutationId && !builds) continue
    chain.push(entries)
    for (const { change } of entries) if (change.op === 'create' || change.op === 'restore') made.add(change.recordId)
  }
  return chain
}
