import { err, type Result } from '../shared/result.ts'
import type { Session } from '../protocol/auth.ts'
import type { Failure } from './failure.ts'
import { refreshLock, refreshLockStolenAfterMs, type Locks } from './locks.ts'
import type { Account, SyncTransport } from './sync-transport.ts'

export interface Heard {
  /** A refresh brought this session. */
  session?: (session: Session) => void
  /** Whatever was asked, the answer was to delete what is here of these people. */
  wiped?: (userIds: readonly string[]) => void
}

/**
 * P5: a sync call that meets an ended session refreshes it once, under a lock of the browser profile, and is made again. Calls that
 * meet it at the same time share the refresh. Only when the server refuses the refresh itself is the person signed out.
 *
 * Whoever else refreshes does it here too: a token on its way while another thread already uses its successor would end the session.
 */
export function createRefreshingTransport(inner: SyncTransport, locks: Locks, heard: Heard = {}): SyncTransport {
  let refreshing: Promise<Result<Session, Failure>> | null = null
  const refresh = (account: Account | null = null): Promise<Result<Session, Failure>> => {
    refreshing ??= locks
      .hold(refreshLock, refreshLockStolenAfterMs, async () => {
        const answer = await inner.auth.refresh(account)
        if (answer.ok) heard.session?.(answer.value)
        return answer
      })
      .finally(() => { refreshing = null })
    return refreshing
  }
  const listening = async <T>(call: Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    const answer = await call
    if (!answer.ok && answer.error.kind === 'wiped') heard.wiped?.(answer.error.userIds)
    return answer
  }
  const withRefresh = <T>(account: Account | null, call: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => listening(refreshed(account, call))
  const refreshed = async <T>(account: Account | null, call: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    const first = await call()
    if (first.ok || !isSignedOut(first.error)) return first
    const renewed = await refresh(account)
    if (renewed.ok) return call()
    return renewed.error.kind === 'refused' ? err(endOf(renewed.error, first.error)) : renewed
  }
  return {
    ...inner,
    push: (account, request) => withRefresh(account, () => inner.push(account, request)),
    pull: (account, query) => withRefresh(account, () => inner.pull(account, query)),
    giveBack: (account, request) => withRefresh(account, () => inner.giveBack(account, request)),
    snapshot: (account, query) => withRefresh(account, () => inner.snapshot(account, query)),
    digests: (account, query) => withRefresh(account, () => inner.digests(account, query)),
    recordsUnder: (account, query) => withRefresh(account, () => inner.recordsUnder(account, query)),
    auth: {
      register: (input) => listening(inner.auth.register(input)),
      login: (input) => listening(inner.auth.login(input)),
      passkey: (input) => listening(inner.auth.passkey(input)),
      refresh: (account) => listening(refresh(account)),
      session: (account) => listening(inner.auth.session(account)),
      logout: () => inner.auth.logout(),
      account: (name, input, account = null) => withRefresh(account, () => inner.auth.account(name, input, account)),
    },
  }
}

const said = (failure: Failure): unknown => (failure.kind === 'refused' ? failure.error.details?.['said'] : null)

/** Also what a call about the account is told, where a wrong password is something else. */
const isSignedOut = (failure: Failure): boolean => (failure.kind === 'pause_signed_out' && failure.code !== 'second_factor') || said(failure) === 'signed_out'

/** The refresh knows more about why the session is over than the call that met its end. */
const endOf = (refused: Failure & { kind: 'refused' }, met: Failure): Failure =>
  said(refused) === 'revoked' ? { kind: 'pause_signed_out', code: 'revoked', message: refused.error.message }
  : refused.error.details?.['why'] === 'lost' ? { kind: 'pause_signed_out', code: 'lost', message: refused.error.message }
  : met
