import type { Result } from '../shared/result.ts'
import type { Session } from '../protocol/auth.ts'
import type { Failure } from './failure.ts'
import { refreshLock, refreshLockStolenAfterMs, type Locks } from './locks.ts'
import type { SyncTransport } from './sync-transport.ts'

/**
 * P5: a sync call that meets an ended session refreshes it once, under a lock of the browser profile, and is made again. Calls that
 * meet it at the same time share the refresh. Only when the server refuses the refresh itself is the person signed out.
 */
export function createRefreshingTransport(inner: SyncTransport, locks: Locks, onSession: (session: Session) => void = () => undefined): SyncTransport {
  let refreshing: Promise<Failure | null> | null = null
  const refresh = (): Promise<Failure | null> => {
    refreshing ??= locks
      .hold(refreshLock, refreshLockStolenAfterMs, async () => {
        const answer = await inner.auth.refresh()
        if (answer.ok) onSession(answer.value)
        return answer.ok ? null : answer.error
      })
      .finally(() => { refreshing = null })
    return refreshing
  }
  const withRefresh = async <T>(call: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    const first = await call()
    if (first.ok || first.error.kind !== 'pause_signed_out') return first
    const failure = await refresh()
    if (failure === null) return call()
    return failure.kind === 'refused' ? first : { ok: false, error: failure }
  }
  return {
    ...inner,
    push: (account, request) => withRefresh(() => inner.push(account, request)),
    pull: (account, query) => withRefresh(() => inner.pull(account, query)),
    snapshot: (account, query) => withRefresh(() => inner.snapshot(account, query)),
  }
}
