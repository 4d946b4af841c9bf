import type { SyncContext } from './context.ts'
import { must } from './db-call.ts'
import { createRunner, type Runner } from './runner.ts'
import { takeSnapshot } from './snapshot.ts'

/** Records asked for in one page. */
const pageLimit = 1_000
/** With or without a socket, at least this often; a socket may be dead without knowing. */
export const pollEveryMs = 5 * 60_000

/** Brings down what others did: a snapshot where there is no cursor, then pages up to the server's newest (R2). */
export function createPullLoop(context: SyncContext, onCaughtUp: (at: { cursor: string; seen: string | null }) => void): Runner {
  const { parts, board } = context

  const round = async (): Promise<void> => {
    const { account } = context
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

    async function pullAll(): Promise<{ cursor: string; seen: string | null } | null> {
      if (account === null) return null
      if ((await must(parts.db.state())).cursor === null) {
        const failure = await takeSnapshot(context, account)
        if (failure) { await context.met('pull', failure); return null }
        context.resetting = false
      }
      for (;;) {
        const { cursor, seen } = await must(parts.db.state())
        if (context.stopped || context.account !== account) return null
        if (cursor === null) { context.wake.pull(); return null }
        const answer = await parts.transport.pull(account, { since: cursor, seen, limit: pageLimit })
        if (!answer.ok) { await context.met('pull', answer.error); return null }
        const page = answer.value
        if (page.hasMore && page.cursor === cursor) {
          await context.met('pull', { kind: 'garbage', message: 'a page that leads nowhere' })
          return null
        }
        await must(parts.db.applyPage({ changes: page.changes, cursor: page.cursor, seen: page.seen, hasMore: page.hasMore }))
        if (page.hasMore) continue
        await must(parts.db.pullCompleted())
        context.succeeded('pull')
        board.set({ caughtUp: true })
        return { cursor: page.cursor, seen: page.seen }
      }
    }
  }
  return createRunner(round, (error) => { context.threw('pull', error) })
}
