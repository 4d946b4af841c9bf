import type { Change } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'
import { takeBatch } from './build-push.ts'
import type { PushSource } from './drain.ts'
import type { MirroredMutation, MirrorIdentity, MirrorStorage, NotedAnswer } from './mirror-storage.ts'

/**
 * The mirror as what a push is made from (P7), for one drain. What is about to be sent is claimed first, so that a page in which the person
 * discards it meanwhile knows that it may have arrived (J2). Answers are noted beside the mutations for the journal to read when it opens.
 * A mutation that was answered is not sent again, and what depends on one that was deferred or rejected is left for the journal to decide
 * (J3, P4).
 */
export async function createMirrorSource(storage: MirrorStorage, whose: MirrorIdentity): Promise<PushSource> {
  let identity = whose
  const noted = await storage.answers()
  const answered = new Set(noted.map((answer) => answer.mutationId))
  const unsettled = new Set(noted.filter(({ result }) => isUnsettled(result)).map((answer) => answer.mutationId))
  const sent = new Map<string, Change>()
  /** Everything up to this `seq` is answered: the next reading begins behind it. */
  let settledTo = -1

  const read = async (only: readonly string[] | null, except: ReadonlySet<string>): Promise<MirroredMutation[]> => {
    const dependants = createDependants()
    let fitting: MirroredMutation[] = []
    let after = settledTo
    let settledSoFar = true
    for (;;) {
      const page = await storage.mutations(after, readPage)
      for (const mutation of page) {
        // Only what is settled for good may be stepped over: dependants are found by reading what they depend on.
        settledSoFar &&= answered.has(mutation.mutationId) && !unsettled.has(mutation.mutationId)
        if (settledSoFar) settledTo = mutation.seq
        if (unsettled.has(mutation.mutationId) || except.has(mutation.mutationId)) dependants.add(mutation)
        else if (!answered.has(mutation.mutationId) && !dependants.addIfDependent(mutation) && (only?.includes(mutation.mutationId) ?? true)) fitting.push(mutation)
      }
      const batch = takeBatch(fitting)
      const last = page.at(-1)
      if (batch.length < fitting.length || last === undefined || page.length < readPage) return batch
      fitting = batch
      after = last.seq
    }
  }

  return {
    next: async (only, except) => {
      for (;;) {
        const batch = await read(only, except)
        const claimed = new Set(await storage.claim(batch.map(({ mutationId }) => mutationId)))
        // All of it was withdrawn since it was read: there may be more behind it.
        if (batch.length > 0 && claimed.size === 0) continue
        const changes = batch.filter(({ mutationId }) => claimed.has(mutationId)).flatMap((mutation) => mutation.changes)
        for (const change of changes) sent.set(change.id, change)
        return { changes, seen: identity.seen, identity }
      }
    },
    answered: async (results, seen) => {
      const note = results.flatMap((result): NotedAnswer[] => {
        const change = sent.get(result.id)
        return change ? [{ changeId: change.id, mutationId: change.mutationId, seq: change.seq, result, seen }] : []
      })
      if (seen !== null) identity = { ...identity, seen }
      await storage.write({ note, identity })
      for (const { mutationId, result } of note) {
        answered.add(mutationId)
        if (isUnsettled(result)) unsettled.add(mutationId)
      }
      sent.clear()
    },
    failed: () => {
      // Nothing was marked, so there is nothing to take back.
      sent.clear()
      return Promise.resolve()
    },
  }
}

const readPage = 200
const isUnsettled = (result: PushResult): boolean => result.status === 'deferred' || result.status === 'rejected'

/**
 * Collects, in `seq` order, the mutations that wait for the journal: those that touch a record of one already in it, or name such a
 * record in a value.
 */
function createDependants(): { add(mutation: MirroredMutation): void; addIfDependent(mutation: MirroredMutation): boolean } {
  const records = new Set<string>()
  const add = (mutation: MirroredMutation): void => { for (const change of mutation.changes) records.add(change.recordId) }
  const depends = (change: Change): boolean => {
    if (records.has(change.recordId)) return true
    const text = JSON.stringify(change.patch)
    return [...records].some((id) => text.includes(id))
  }
  return {
    add,
    addIfDependent: (mutation) => {
      if (records.size === 0 || !mutation.changes.some(depends)) return false
      add(mutation)
      return true
    },
  }
}
