import { parseHlc } from '../merge/clock.ts'
import type { QueueReport } from '../outbox/sync-transport.ts'
import type { SyncContext } from './context.ts'
import { must } from './db-call.ts'
import { giveBack } from './give-back.ts'
import type { DigestPage } from './digest-check.ts'
import { createRunner, type Runner } from './runner.ts'
import { takeSnapshot } from './snapshot.ts'

/** Records asked for in one page. */
const pageLimit = 1_000
/** With or without a socket, at least this often; a socket may be dead without knowing. */
export const pollEveryMs = 5 * 60_000

export interface PullLoopEvents {
  /** Awaited between a snapshot and the delta. */
  afterSnapshot: () => Promise<void>
  onCaughtUp: (at: Reached) => void
  /** What the person may do in the workspace, as the last page says it. */
  onRole: (role: string) => Promise<void>
}

/** Where a pull ended, and the digests that the server gave there (R7); null where it gave none. */
export interface Reached { cursor: string; seen: string | null; digests: DigestPage | null }

/** Brings down what others did: a snapshot where there is no cursor, then pages up to the server's newest (R2). */
export function createPullLoop(context: SyncContext, { afterSnapshot, onCaughtUp, onRole }: PullLoopEvents): Runner {
  const { parts, board } = context

  const round = async (): Promise<void> => {
    const { account, session } = context
    const wait = context.waitFor('pull')
    if (wait === null || account === null) return
    if (wait > 0) { context.alarm('pull', wait); return }
    board.set({ pulling: true })
    try {
      const reached = await pullAll()
      if (reached) {
        context.alarm('pull', pollEveryMs)
        onCaughtUp(reached)
        // Deferred changes travel again, and after a reset everything does.
        context.wake.push()
      }
    } catch (error) {
      context.threw('pull', error)
    } finally {
      board.set({ pulling: false })
    }

    async function pullAll(): Promise<Reached | null> {
      if (account === null) return null
      const found = await must(parts.db.state())
      if (found.cursor === null) {
        const failure = await giveBack(context, account) ?? await takeSnapshot(context, account, session)
        if (context.stopped || context.account !== account) return null
        if (failure) { await context.met('pull', failure, session); return null }
        context.resetting = false
        await afterSnapshot()
      } else if (!found.givingBack) {
        // The worker of a tab that has not let go yet has done all of it, and nothing would ever end the wait.
        context.resetting = false
      }
      const { cursor: since, seen, counts, replicaId } = await must(parts.db.state())
      if (since === null) { context.wake.pull(); return null }
      const ask = (from: { cursor: string; seen: string | null }, report?: QueueReport): ReturnType<typeof parts.transport.pull> =>
        parts.transport.pull(account, { since: from.cursor, seen: from.seen, limit: pageLimit, ...(report === undefined ? {} : { report }) })
      const waiting = counts.pending + counts.pushing + counts.deferred
      const oldest = waiting === 0 ? undefined : (await must(parts.db.unsettled(-1, 1)))[0]
      const report: QueueReport = {
        waiting, oldestMs: oldest === undefined ? 0 : Math.max(0, Math.round(parts.clock.now() - (parseHlc(oldest.at)?.ms ?? parts.clock.now()))),
        failures: Math.max(board.facts.push.failures, board.facts.pull.failures),
      }
      let at: { cursor: string; seen: string | null } = { cursor: since, seen }
      let asked = ask(at, report)
      for (;;) {
        const answer = await asked
        if (context.stopped || context.account !== account) return null
        if (!answer.ok) { await context.met('pull', answer.error, session); return null }
        const page = answer.value
        if (page.hasMore && page.cursor === at.cursor) {
          await context.met('pull', { kind: 'garbage', message: 'a page that leads nowhere' }, session)
          return null
        }
        const { cursor: from } = at
        at = { cursor: page.cursor, seen: page.seen }
        // The next page travels while this one is written; should the writing fail, the next round begins where the database stands.
        if (page.hasMore) asked = ask(at)
        const applied = await must(parts.db.applyPage({ since: from, replicaId, changes: page.changes, cursor: page.cursor, seen: page.seen, hasMore: page.hasMore, ...(page.backupDays === undefined ? {} : { backupDays: page.backupDays }) }))
        if (!applied) { context.wake.pull(); return null }
        if (page.hasMore) continue
        if (page.role !== undefined) await onRole(page.role)
        await must(parts.db.pullCompleted())
        context.succeeded('pull', session)
        board.set({ caughtUp: true })
        const { digests, revision } = page
        return { ...at, digests: digests === undefined || revision === undefined ? null : { ...at, digests, revision } }
      }
    }
  }
  return createRunner(round, (error) => { context.threw('pull', error) })
}
