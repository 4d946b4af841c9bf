import type { Change } from '../protocol/change.ts'
import { wireLimits } from '../protocol/change.ts'
import type { OutgoingBatch } from './contract.ts'
import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'
import { hashed } from './journal.ts'
import { referencesOf } from './references.ts'

/**
 * The next whole mutations to push, in `seq` order, and marks them `pushing` (P1, J3). A mutation waits for an unsettled change to one of its
 * records, and for the create or restore of a record it refers to, unless that goes along in front of it; so does what builds on it.
 * @param only just these mutations, whatever their order among others (a refused request is bisected)
 */
export function nextBatch(core: Core, only?: readonly string[]): OutgoingBatch {
  // Asked after every commit and every answer: mostly there is nothing.
  if (!core.journal.anyPending()) return { changes: [], ...sender(core) }
  return core.write(() => {
    const taken: Change[] = []
    /** Records with a change that is not settled and not in this batch; and among them those that it makes. */
    const blocked = new Set<string>(), unmade = new Set<string>()
    let bytes = 0, full = false
    for (const mutation of unsettledMutations(core)) {
      const ready = mutation.every((entry) => entry.status === 'pending') && (only === undefined || only.includes(mutation[0]!.change.mutationId))
      const size = ready && !full ? mutation.reduce((sum, entry) => sum + entry.bytes, 0) : 0
      const fits = taken.length + mutation.length <= wireLimits.changesPerBatch && bytes + size <= wireLimits.batchBytes - headroom
      if (ready && !fits && taken.length > 0) full = true
      if (ready && !full && !mustWait(core, mutation, blocked, unmade)) {
        for (const { change } of mutation) taken.push(hashed(change))
        bytes += size
        if (taken.length >= wireLimits.changesPerBatch) break
        continue
      }
      for (const { change } of mutation) {
        blocked.add(recordKey(change))
        if (change.op === 'create' || change.op === 'restore') unmade.add(change.recordId)
      }
      // Nothing further can go, and counting on would read the whole journal.
      if (full) break
    }
    for (const { seq, bodyHash } of taken) core.db.run("UPDATE local_changes SET status = 'pushing', sent = 1, body_hash = ? WHERE seq = ?", [bodyHash!, seq])
    if (taken.length > 0) core.touchJournal()
    return { changes: taken, ...sender(core) }
  })
}

const sender = ({ meta, replicaId, model: { schemaVersion } }: Core): Omit<OutgoingBatch, 'changes'> => ({ seen: meta.get('seen'), identity: { replicaId, schemaVersion } })

const headroom = 4_096

function mustWait(core: Core, mutation: readonly JournalEntry[], blocked: ReadonlySet<string>, unmade: ReadonlySet<string>): boolean {
  const own = new Set(mutation.filter(({ change }) => change.op === 'create' || change.op === 'restore').map(({ change }) => change.recordId))
  return mutation.some(({ change }) => blocked.has(recordKey(change))
    || referencesOf(core, change).some((id) => unmade.has(id) && !own.has(id)))
}

const recordKey = ({ entity, recordId }: Change): string => `${entity} ${recordId}`

/** A full batch, and the change that shows where its last mutation ends. */
const stretch = wireLimits.changesPerBatch + 1

/** Unsettled mutations by the seq of their first change, read a stretch at a time so that a long journal costs only what is looked at. */
function* unsettledMutations({ journal }: Core): Generator<JournalEntry[]> {
  let after = 0
  let mutation: JournalEntry[] = []
  for (;;) {
    const entries = journal.unsettledAfter(after, stretch)
    for (const entry of entries) {
      if (mutation.length > 0 && mutation[0]!.change.mutationId !== entry.change.mutationId) {
        yield mutation
        mutation = []
      }
      mutation.push(entry)
      after = entry.change.seq
    }
    if (entries.length < stretch) break
  }
  if (mutation.length > 0) yield mutation
}
