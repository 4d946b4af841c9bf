import type { Result } from '../shared/result.ts'
import type { AccountAnswer, AccountCall, AccountInput } from '../protocol/account.ts'
import type { PasskeyRequest, Session } from '../protocol/auth.ts'
import type { GiveBackRequest, GiveBackResponse } from '../protocol/give-back.ts'
import type { DigestRanges, RangeRecords } from '../protocol/digests.ts'
import type { PullResponse, SnapshotLine } from '../protocol/pull.ts'
import type { PushRequest, PushResponse } from '../protocol/push.ts'
import type { Failure } from './failure.ts'

/** Whose data a call is about; every sync call names both. */
export interface Account { workspaceId: string; userId: string }

/** A range of ids of an entity; see merge/id-range.ts. */
export interface RangeQuery { entity: string; prefix: string; seen: string | null }

/** What a device tells of itself with a pull, for the server's numbers only: changes that wait, the age of the oldest, failures in a row. */
export interface QueueReport { waiting: number; oldestMs: number; failures: number }

/** For the server's log only. */
export type Sender = 'page' | 'service-worker'

/**
 * The way to the sync API as a port. No method throws: what can go wrong is a `Failure`. A snapshot's lines come as they arrive; the
 * last one is a failure where the stream broke off.
 */
export interface SyncTransport {
  push(account: Account, request: PushRequest): Promise<Result<PushResponse, Failure>>
  pull(account: Account, query: { since: string; seen: string | null; limit: number; report?: QueueReport }): Promise<Result<PullResponse, Failure>>
  giveBack(account: Account, request: GiveBackRequest): Promise<Result<GiveBackResponse, Failure>>
  snapshot(account: Account, query: { after: string | null; seen: string | null }): Promise<Result<AsyncIterable<Result<SnapshotLine, Failure>>, Failure>>
  /** R7: the digests of the sixteen sub-ranges of ids under a prefix. */
  digests(account: Account, query: RangeQuery): Promise<Result<DigestRanges, Failure>>
  /** R7: every record of a range; refused where they are many (`recordsOfRange`). */
  recordsUnder(account: Account, query: RangeQuery): Promise<Result<RangeRecords, Failure>>
  /** The address of the events socket. */
  eventsUrl(account: Account, query: { since: string; seen: string | null }): string
  auth: AuthTransport
}

export interface AuthTransport {
  register(input: { email: string; password: string; name: string; workspace?: string; invitation?: string }): Promise<Result<Session, Failure>>
  login(input: { email: string; password: string; code?: string; deviceName?: string; workspaceId?: string }): Promise<Result<Session, Failure>>
  passkey(input: PasskeyRequest): Promise<Result<Session, Failure>>
  /** Takes a new access token for the one that ended (P5). `account`: the workspace to answer with, where the person is in it. */
  refresh(account?: Account | null): Promise<Result<Session, Failure>>
  /** Null: nobody is signed in. `account`: refused where the session is not of that person, or they are not in that workspace. */
  session(account?: Account | null): Promise<Result<Session | null, Failure>>
  logout(): Promise<Result<null, Failure>>
  /** One of the calls about the account (protocol/account.ts); `account` names the workspace, for those that are about one. */
  account<K extends AccountCall>(name: K, input: AccountInput<K>, account?: Account | null): Promise<Result<AccountAnswer<K>, Failure>>
}
