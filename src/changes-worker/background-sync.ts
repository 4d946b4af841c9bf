import type { SyncContext } from './context.ts'
import type { MirrorKeeper } from './mirror-keeper.ts'

/** A registration holds until it fired; asking more often than this, while the same changes wait, only wakes the page. */
const askEveryMs = 30_000
/** What is still unsent after this may outlive the tab. */
const unsentForMs = 1_000

/**
 * Asks a page to register Background Sync where something waits in the mirror: at once while pushes fail, otherwise when it has not
 * gone out within a second, so that ordinary edits never wake the service worker.
 */
export function createBackgroundSync(context: SyncContext, mirror: MirrorKeeper): { consider(): void } {
  const { clock } = context.parts
  let askedAt: number | null = null
  let watching = false

  const waits = (): boolean => context.account !== null && context.board.facts.hold === null && mirror.size > 0
  const ask = (): void => {
    if (askedAt !== null && clock.monotonic() - askedAt < askEveryMs) return
    askedAt = clock.monotonic()
    context.board.post({ type: 'register-background-sync' })
  }
  const consider = (): void => {
    if (context.stopped) return
    if (!waits()) {
      // All went out, and with it the registration may have fired: what waits next needs one of its own, however soon it comes.
      askedAt = null
      return
    }
    const { push, networkGone } = context.board.facts
    if (networkGone || push.absences > 0 || push.failures > 0) { ask(); return }
    if (watching) return
    watching = true
    clock.setTimeout(() => {
      watching = false
      if (waits() && !context.stopped) ask()
    }, unsentForMs)
  }
  return { consider }
}
