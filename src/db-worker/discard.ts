import { inverseChanges } from './undo.ts'
import { dropAct } from './act-stack.ts'
import type { Core } from './core.ts'
import { dependantsOf } from './dependants.ts'
import type { JournalEntry } from './journal.ts'
import { letGo } from './kept-records.ts'
import { refresh } from './view.ts'

/**
 * J2: the person takes changes back. What was never sent, or was rejected, is removed, and with it what builds on a record it made; of what
 * the server may have applied the inverse is appended. What is settled otherwise is left alone.
 */
export function discard(core: Core, mutationIds: readonly string[]): void {
  core.write(() => {
    for (const mutationId of mutationIds) {
      const entries = core.journal.byMutation(mutationId).filter(isTakeable)
      if (entries.length === 0) continue
      const all = entries[0]!.status === 'failed' ? entries : [...entries, ...dependantsOf(core, entries)]
      if (all.some((entry) => entry.sent && entry.status !== 'failed')) {
        inverseChanges(core, mutationId, { label: `Discard: ${entries[0]!.label}`, actId: core.makeId() })
        continue
      }
      remove(core, all)
    }
    core.touchJournal()
  })
}

const isTakeable = ({ status }: JournalEntry): boolean => status === 'pending' || status === 'pushing' || status === 'deferred' || status === 'failed'

function remove(core: Core, entries: readonly JournalEntry[]): void {
  for (const { change } of entries) {
    // The numbers already given are not given again, also when the journal's last row is gone.
    if (change.seq > (core.meta.get('seqFloor') ?? 0)) { core.meta.set('seqFloor', change.seq); core.meta.set('lastAt', change.at) }
    core.db.run('DELETE FROM local_changes WHERE id = ?', [change.id])
  }
  for (const entry of entries) {
    const { change } = entry
    if (core.journal.byAct(change.groupId ?? change.mutationId).length === 0) dropAct(core, change.groupId ?? change.mutationId)
    const table = core.tables.get(change.entity)
    if (table !== undefined) refresh(core, table, change.recordId)
    if (entry.error?.kept !== undefined) letGo(core, entry)
  }
}
