import { inverseChanges } from './undo.ts'
import { dropAct } from './act-stack.ts'
import type { Core } from './core.ts'
import { dependantsOf } from './dependants.ts'
import type { JournalEntry } from './journal.ts'
import { letGo } from './kept-records.ts'
import { editsOnTop, seeWhatTheySaw } from './seen-in-vain.ts'
import { refresh } from './view.ts'

/**
 * J2: which mutations would be removed if these were discarded: of each, itself and those that build on a record it makes; of one that has
 * left this device by its own push, nothing. A removal needs the proof that nobody else has sent them either; `discard` takes it. The edits that
 * were made on top of them need it too, together with all that waits after them: what is out of the mirror for a moment is overtaken by nothing (J3).
 */
export function discardable(core: Core, mutationIds: readonly string[]): string[][] {
  return mutationIds.flatMap((mutationId) => {
    const entries = affectedBy(core, mutationId)
    if (entries.length === 0 || !(isFailed(entries) || entries.every(isUntouched))) return []
    return [...isFailed(entries) ? [] : [mutationsOf(entries)], ...withWhatIsOnTop(core, entries, mutationIds)]
  })
}

/**
 * J2: the person takes changes back. What was rejected or provably never left this device is removed, and with it what builds on a record it
 * made; of all else the inverse is appended, also where the server's answer has come since the person looked.
 * @param unsent mutations that no other thread has sent or can still send; whatever is not among them may be on its way
 * @returns the mutations that were removed
 */
export function discard(core: Core, mutationIds: readonly string[], unsent: readonly string[]): string[] {
  const proven = new Set(unsent), removed = new Set<string>()
  core.write(() => {
    for (const mutationId of mutationIds) {
      const entries = affectedBy(core, mutationId)
      if (entries.length === 0) continue
      if (isFailed(entries) || entries.every((entry) => isUntouched(entry) && proven.has(entry.change.mutationId))) {
        remove(core, entries)
        seeWhatTheySaw(core, entries, (entry) => isUntouched(entry) && proven.has(entry.change.mutationId))
        for (const { change } of entries) removed.add(change.mutationId)
      } else {
        inverseChanges(core, mutationId, { label: `Discard: ${entries[0]!.label}`, actId: core.makeId() }, true)
      }
    }
    core.touchJournal()
  })
  return [...removed]
}

/** What stands for a mutation in the journal, and, unless it was refused, what builds on it. */
function affectedBy(core: Core, mutationId: string): JournalEntry[] {
  const entries = core.journal.byMutation(mutationId).filter(({ status }) => status !== 'replaced')
  return entries.length === 0 || isFailed(entries) ? entries : [...entries, ...dependantsOf(core, entries)]
}

/** More is not taken out of the mirror and put back for what a history tells. */
const mostOnTop = 1_000

function withWhatIsOnTop(core: Core, entries: readonly JournalEntry[], discarded: readonly string[]): string[][] {
  const onTop = editsOnTop(core, entries).filter(isUntouched)
  if (onTop.length === 0) return []
  const waiting = core.journal.unsettledAfter(Math.min(...onTop.map(({ change }) => change.seq)) - 1, mostOnTop + 1)
  const together = mutationsOf(waiting).filter((id) => !discarded.includes(id))
  return waiting.length > mostOnTop || !waiting.every(isUntouched) ? [] : [together]
}

const mutationsOf = (entries: readonly JournalEntry[]): string[] => [...new Set(entries.map(({ change }) => change.mutationId))]

const isFailed = (entries: readonly JournalEntry[]): boolean => entries[0]?.status === 'failed'
/** As far as this journal knows, it never left. */
const isUntouched = ({ status, sent }: JournalEntry): boolean => status === 'pending' && !sent

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
