import type { PushResult } from '../protocol/push.ts'
import { SatchelError } from '../shared/errors.ts'
import { drain, type PushSource } from '../outbox/drain.ts'
import { countsAsAttempt, failureToError, isRetryable } from '../outbox/failure.ts'
import { pushLock, pushLockStolenAfterMs } from '../outbox/locks.ts'
import { ready, strugglingAfter } from '../outbox/retry-schedule.ts'
import type { SyncContext } from './context.ts'
import { must, type Db } from './db-call.ts'
import { createRunner, type Runner } from './runner.ts'
import { logResults } from './sync-log.ts'

export interface PushLoopEvents {
  onAnswers: (results: readonly PushResult[]) => void
  /** A round in which changes were answered has ended. */
  onDrained: () => void
}

/**
 * Drains the journal (P6). Woken by every commit, it asks the db-worker for a batch at once and sends it; it never waits for an echo,
 * and what is written meanwhile goes with the next batch of the same round.
 */
export function createPushLoop(context: SyncContext, { onAnswers, onDrained }: PushLoopEvents): Runner {
  const { parts, board, say } = context

  let marked: string[] = []
  /** `context.snapshots` when the last batch was taken. */
  let takenIn = 0

  const source: PushSource = {
    next: async (only, except) => {
      const these = only ?? (except.size > 0 ? await mutationsBeside(parts.db, except) : null)
      const batch = await must(these === null ? parts.db.nextBatch() : parts.db.nextBatch({ only: [...these] }))
      marked = batch.changes.map((change) => change.id)
      takenIn = context.snapshots
      // Looking whether there is something to send is not yet sending.
      if (marked.length > 0 && !board.facts.pushing) board.set({ pushing: true, drained: 0, drainTotal: 0 })
      return batch
    },
    answered: async (results, seen) => {
      await must(parts.db.applyResults([...results], seen))
      marked = []
      for (const { id } of results) context.attempts.delete(id)
    },
    failed: async (changeIds, failure) => {
      const counts = countsAsAttempt(failure)
      if (counts) for (const id of changeIds) context.attempts.set(id, (context.attempts.get(id) ?? 0) + 1)
      const { code, message } = failureToError(failure)
      await must(parts.db.pushFailed([...changeIds], { code, message, counts }))
      marked = []
    },
  }

  const round = async (): Promise<void> => {
    const { account, session } = context
    const wait = context.waitFor('push')
    if (wait === null || account === null) return
    if (wait > 0) { context.alarm('push', wait); return }
    try {
      if (!await release()) throw new SatchelError('storage_full', 'What was on its way cannot be put back into the journal yet.')
      const { answered, failure } = await drain({
        source, account,
        transport: parts.transport,
        clock: parts.clock,
        locked: (work) => parts.locks.hold(pushLock(parts.databaseName), pushLockStolenAfterMs, work),
        isolate: board.facts.push.failures >= strugglingAfter,
        stop: () => context.waitFor('push') === null,
        onAnswers: (results) => {
          board.set({ drained: board.facts.drained + results.length })
          logResults(say, results)
          askPullForDeferred(results)
          onAnswers(results)
        },
      })
      if (failure?.kind === 'epoch_changed' && takenIn !== context.snapshots) context.wake.push()
      else if (failure) {
        // A server that answered on the way works: that it asks for a pause now is not one failure more in a row.
        if (answered > 0 && isRetryable(failure)) board.set({ push: ready })
        await context.met('push', failure, session)
      }
      else if (answered > 0) {
        context.succeeded('push', session)
        if (await must(parts.db.holdsAlong())) context.wake.pull()
      }
      else nothingToSend()
    } catch (error) {
      context.threw('push', error)
      await release()
    } finally {
      if (board.facts.pushing) {
        board.set({ pushing: false })
        onDrained()
      }
    }
  }

  /** Whatever broke off before, nothing waits for it: another has sent it, or its answers were here and could only not be written. */
  const nothingToSend = (): void => {
    const { push, caughtUp } = board.facts
    if (push.absences === 0 && push.failures === 0) return
    board.set({ push: ready })
    // Who met a failure does not know any more that nothing is missing here.
    if (push.failures > 0 && !caughtUp) context.wake.pull()
  }

  /** What was marked as on its way is not, whatever broke; where even this fails (a full disk), the next round begins with it. */
  const release = async (): Promise<boolean> => {
    if (marked.length === 0) return true
    const { ok } = await parts.db.pushFailed(marked, { code: 'internal', message: 'The push broke off on this device.', counts: false })
    if (ok) marked = []
    return ok
  }

  /** Each deferred change asks for a pull once, or pull and push would chase each other. */
  const askPullForDeferred = (results: readonly PushResult[]): void => {
    let fresh = false
    for (const result of results) {
      if (result.status !== 'deferred') { context.deferred.delete(result.id); continue }
      if (!context.deferred.has(result.id)) fresh = true
      context.deferred.add(result.id)
    }
    if (fresh) context.wake.pull()
  }

  return createRunner(round, (error) => { context.threw('push', error) })
}

/** Some batches' worth of the oldest unsettled mutations that are not among these. */
async function mutationsBeside(db: Db, except: ReadonlySet<string>): Promise<string[]> {
  const found = new Set<string>()
  for (let after = -1; found.size < 500;) {
    const changes = await must(db.unsettled(after, 500))
    for (const { mutationId } of changes) if (!except.has(mutationId)) found.add(mutationId)
    const last = changes.at(-1)
    if (last === undefined || changes.length < 500) break
    after = last.seq
  }
  return [...found]
}
