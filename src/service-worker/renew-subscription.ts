import { failureToError } from '../outbox/failure.ts'
import type { SyncTransport } from '../outbox/sync-transport.ts'
import { tellHints } from '../outbox/tell-hints.ts'
import type { WantedStore } from '../outbox/wanted-hints.ts'
import { err } from '../shared/result.ts'

export interface RenewParts {
  wanted: Pick<WantedStore, 'all' | 'update'>
  /** Refreshes an ended session. */
  transport: Pick<SyncTransport, 'auth'>
  /** A new subscription of this browser, for the server's key. */
  subscribe: (key: string | ArrayBuffer) => Promise<PushSubscription>
}

/**
 * The browser gave its subscription up, or another in its place: the server is told for every workspace of who is signed in here. What it could not be
 * told the next page tells it (data-api/hint-renewal.ts).
 */
export async function renewSubscription({ wanted, transport, subscribe }: RenewParts, before: PushSubscription | null, after: PushSubscription | null): Promise<void> {
  const each = (await wanted.all()).filter(({ signedOutAt }) => signedOutAt === undefined)
  if (each.length === 0) return
  const key = after === null ? before?.options.applicationServerKey ?? await serverKey(transport) : null
  const renewed = after ?? (key === null ? null : await subscribe(key))
  if (renewed === null) return
  await tellHints(wanted, async (input, of) => {
    const answer = await transport.auth.account('subscribeHints', input, of)
    return answer.ok ? answer : err(failureToError(answer.error))
  }, renewed.toJSON(), each)
}

async function serverKey(transport: Pick<SyncTransport, 'auth'>): Promise<string | null> {
  const answer = await transport.auth.account('hintKey', null)
  return answer.ok ? answer.value.publicKey : null
}
