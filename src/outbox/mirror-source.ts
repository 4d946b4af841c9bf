import type { Change } from '../protocol/change.ts'
import { takeBatch } from './build-push.ts'
import type { PushSource } from './drain.ts'
import type { MirroredMutation, MirrorStorage, NotedAnswer } from './mirror-storage.ts'

/**
 * The mirror as what a push is made from (P7). Answers are noted beside the mutations for the journal to read when it opens. A mutation
 * that was answered is not sent again, and what depends on one that was deferred or rejected is left for the journal to decide (J3, P4).
 */
export function createMirrorSource(storage: MirrorStorage): PushSource {
  const readPage = 200
  return {
    next: async (only) => {
      const identity = await storage.identity()
      const noted = await storage.answers()
      const answered = new Set(noted.map((answer) => answer.mutationId))
      const holdBack = createHoldBack(noted)
      let fitting: MirroredMutation[] = []
      let after = -1
      for (;;) {
        const page = await storage.mutations(after, readPage)
        for (const mutation of page) {
          if (answered.has(mutation.mutationId)) { holdBack.passed(mutation); continue }
          if (holdBack.mustWait(mutation)) continue
          if (only === null || only.includes(mutation.mutationId)) fitting.push(mutation)
        }
        const batch = takeBatch(fitting)
        const last = page.at(-1)
        // Full, or at the mirror's end.
        if (batch.length < fitting.length || last === undefined || page.length < readPage) {
          return { changes: batch.flatMap((mutation) => mutation.changes), seen: identity?.seen ?? null }
        }
        fitting = batch
        after = last.seq
      }
    },
    answered: async (results, seen) => {
      const identity = await storage.identity()
      const sent = await findChanges(storage, new Set(results.map((result) => result.id)))
      const note = results.flatMap((result): NotedAnswer[] => {
        const change = sent.get(result.id)
        return change ? [{ changeId: change.id, mutationId: change.mutationId, seq: change.seq, result }] : []
      })
      await storage.write({ note, ...(identity && seen !== null ? { identity: { ...identity, seen } } : {}) })
    },
    // Nothing was marked, so there is nothing to take back.
    failed: () => Promise.resolve(),
  }
}

interface HoldBack {
  passed(mutation: MirroredMutation): void
  mustWait(mutation: MirroredMutation): boolean
}

/**
 * Which mutations wait for the journal: those that touch a record of one that was deferred or rejected, or that name such a record in
 * a value, and in turn those that touch theirs. Asked in `seq` order.
 */
function createHoldBack(noted: readonly NotedAnswer[]): HoldBack {
  const unsettled = new Set(noted.filter(({ result }) => result.status === 'deferred' || result.status === 'rejected').map((answer) => answer.mutationId))
  const records = new Set<string>()
  const hold = (mutation: MirroredMutation): void => { for (const change of mutation.changes) records.add(change.recordId) }
  const depends = (change: Change): boolean => {
    if (records.has(change.recordId)) return true
    const text = JSON.stringify(change.patch)
    return [...records].some((id) => text.includes(id))
  }
  return {
    passed: (mutation) => { if (unsettled.has(mutation.mutationId)) hold(mutation) },
    mustWait: (mutation) => {
      if (records.size === 0 || !mutation.changes.some(depends)) return false
      hold(mutation)
      return true
    },
  }
}

async function findChanges(storage: MirrorStorage, ids: ReadonlySet<string>): Promise<Map<string, Change>> {
  const found = new Map<string, Change>()
  let after = -1
  while (found.size < ids.size) {
    const page = await storage.mutations(after, 200)
    for (const change of page.flatMap((mutation) => mutation.changes)) if (ids.has(change.id)) found.set(change.id, change)
    const last = page.at(-1)
    if (last === undefined) break
    after = last.seq
  }
  return found
}
