import type { Result } from '../shared/result.ts'
import type { Session } from '../protocol/auth.ts'
import type { Failure } from './failure.ts'
import { refreshLock, refreshLockStolenAfterMs, type Locks } from './locks.ts'
import type { SyncTransport } from './sync-transport.ts'

/**
 * P5: a sync call that meets an ended session refreshes it once, under a lock of the browser profile, and is made again. Calls that
 * meet it at the same time share the refresh. Only when the server refuses the refresh itself is the person signed out.
 *
 * Whoever else refreshes does it here too: a token on its way while another thread already uses its successor would end the session.
 */
export function createRefreshingTransport(inner: SyncTransport, locks: Locks, onSession: (session: Session) => void = () => undefined): SyncTransport {
  let refreshing: Promise<Result<Session, Failure>> | null = null
  const refresh = (): Promise<Result<Session, Failure>> => {
    refreshing ??= locks
      .hold(refreshLock, refreshLockStolenAfterMs, async () => {
        const answer = await inner.auth.refresh()
        if (answer.ok) onSession(answer.value)
        return answer
      })
      .finally(() => { refreshing = null })
    return refreshing
  }
  const withRefresh = async <T>(call: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    const first = await call()
    if (first.ok || !isSignedOut(first.error)) return first
    const renewed = await refresh()
    if (renewed.ok) return call()
    return renewed.error.kind === 'refused' ? first : renewed
  }
  return {
    ...inner,
    push: (account, request) => withRefresh(() => inner.push(account, request)),
    pull: (account, query) => withRefresh(() => inner.pull(account, query)),
    giveBack: (account, request) => withRefresh(() => inner.giveBack(account, request)),
    snapshot: (account, query) => withRefresh(() => inner.snapshot(account, query)),
    digests: (account, query) => withRefresh(() => inner.digests(account, query)),
    recordsUnder: (account, query) => withRefresh(() => inner.recordsUnder(account, query)),
    auth: { ...inner.auth, refresh, account: (name, input) => withRefresh(() => inner.auth.account(name, input)) },
  }
}

const said = (failure: Failure): unknown => (failure.kind === 'refused' ? failure.error.details?.['said'] : null)

/** Also what a call about the account is told, where a wrong password is something else. */
const isSignedOut = (failure: Failure): boolean => failure.kind === 'pause_signed_out' || said(failure) === 'signed_out'
