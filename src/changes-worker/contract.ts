import type { ErrorBody } from '../shared/errors.ts'
import type { TurnOf, UndoResult } from '../db-worker/contract.ts'
import type { Result } from '../shared/result.ts'
import type { AccountAnswer, AccountCall, AccountDevice, AccountInput } from '../protocol/account.ts'
import type { ApiToken, AuditQuery, Webhook, WebhookDelivery } from '../protocol/api-access.ts'
import type { AuditEntryView as AuditEntry, AuditPage, AuditReport, DeviceExport } from '../protocol/audit.ts'
import type { Invitation, Member } from '../protocol/team.ts'
import type { PasskeyRequest, Session } from '../protocol/auth.ts'

export type { AccountAnswer, AccountCall, AccountDevice, AccountInput, ApiToken, AuditEntry, AuditPage, AuditQuery, AuditReport, DeviceExport, Invitation, Member, Session, Webhook, WebhookDelivery }

/*
 * The changes worker's door. It drains local_changes to the sync API and brings down what others did; the page starts it, tells it
 * what it sees (online, focus) and asks how it is. It lives beside the db-worker, in the leader tab.
 */

export type SyncPhase =
  | 'no_account'   // works on this device only
  | 'signed_out'   // bound to an account, nobody signed in: "Sign in to sync"
  | 'offline'
  | 'syncing'      // pushing or pulling
  | 'downloading'  // first snapshot
  | 'idle'
  | 'waiting'      // the server fails; backing off
  | 'blocked'      // code too old, wrong account

export interface SyncStatus {
  state: SyncPhase
  /** Changes not settled yet. */
  pending: number
  failed: number
  conflicts: number
  notices: number
  /** Of the current drain: how many of how many are through. */
  progress: { done: number; total: number } | null
  /** First download, under way or broken off: records received of all, and how many of each entity there are. */
  download: { received: number; total: number; counts: Record<string, number> } | null
  lastSyncedAt: string | null
  /** Nothing pending, at the server's newest as far as it was heard, and the same as the server's when last compared (R7). */
  upToDate: boolean
  /** Records that were found to differ from the server's and were downloaded again, and when last (ISO); null: none ever (R7). */
  healed: { records: number; at: string } | null
  /** Changes that met 5 server failures or more. */
  struggling: number
  nextAttemptAt: string | null
  error: ErrorBody | null
  account: { userId: string; email: string; name: string; workspaceId: string; workspaceName: string; role: string } | null
  transport: 'socket' | 'polling' | 'none'
}

/** Changes that wait in a database which is not open. */
/** `answered`: what was sent from there since it was left, which it has not heard of. */
export interface Elsewhere { databaseName: string; waiting: number; answered: number }

/** An account that the server has lost, as the device remembers it. */
export interface FormerAccount { userId: string; workspaceId: string; email: string }

type Answer<T> = Promise<Result<T, ErrorBody>>

export interface ChangesApi {
  status(): Answer<SyncStatus>
  /** Push and pull now; settles when both are through or failed. */
  syncNow(): Answer<SyncStatus>
  /** What the page sees of the world. */
  notify(signal: 'online' | 'offline' | 'focus' | 'sync'): Answer<void>
  /** J2: removes what nobody has sent, neither page nor service worker; appends the inverse of what may have been applied. */
  discard(mutationIds: string[]): Answer<void>
  /** U1, J2: undo, redo, or undo of one act; what nobody has sent, neither page nor service worker, is withdrawn. */
  turn(of: TurnOf): Answer<UndoResult>
  /**
   * `wrong_account` where this database is bound to an account already. One of the same address may be made all the same, by a server that
   * has lost that account: then as `login` answers it, with the session standing.
   */
  register(input: { email: string; password: string; name: string; workspace?: string; invitation?: string }): Answer<Session>
  /** `wrong_account` where the database is bound to another account: the session stands, `details` names its `userId` and `workspaceId`. */
  login(input: { email: string; password: string; code?: string; deviceName?: string; workspaceId?: string }): Answer<Session>
  /** As `login`, by what a browser's passkey answered. */
  passkey(input: PasskeyRequest): Answer<Session>
  /**
   * J4: binds this account-less database to the account of the current session and starts syncing. Register and login never do it by
   * themselves. `expected` is whom the person was asked about: where another tab has signed somebody else in meanwhile, and where the
   * database is bound to another account, it answers `wrong_account`. Already bound to that account: starts syncing.
   *
   * `former`: whose database the person was told it is, of an account that the server has lost. It becomes the new account's where the address is
   * the same, and everything in it is given back (R8).
   */
  bindAccount(expected: { userId: string; workspaceId: string }, former?: FormerAccount): Answer<void>
  /** Ends the session at the server; the database stays bound. */
  logout(): Answer<void>
  /** The current session as the server knows it; null: signed out. */
  session(): Answer<Session | null>
  /** One of the calls about the account, as `AccountInput` and `AccountAnswer` have it; Comlink carries no type parameter. `of`: about another workspace than the one of this database. */
  account(name: AccountCall, input: unknown, of?: { workspaceId: string; userId: string }): Answer<unknown>
  /** What waits in the mirrors of the other databases of this browser, and what was answered; those in which there is either. */
  elsewhere(): Answer<Elsewhere[]>
  /** The port gets a `ToSubscriber` now and whenever there is news; statuses at most every 100 ms. */
  subscribe(port: MessagePort): Answer<void>
}

/** What a subscriber's port gets: the status, or (it has a `type`) a request that only a page can fulfil. */
export type ToSubscriber = SyncStatus | RegisterBackgroundSync | Wipe
/** Workers cannot reach the registration: the page calls `registration.sync.register(backgroundSyncTag)` where there is one. */
export interface RegisterBackgroundSync { type: 'register-background-sync' }
/** These people had this device wiped: every page lets go of the databases, and what is theirs is deleted. */
export interface Wipe { type: 'wipe'; userIds: readonly string[] }

/** First message to the worker: the port to the db-worker. */
export interface StartRequest { type: 'start'; db: MessagePort; apiOrigin: string; databaseName: string }
export interface ConnectRequest { type: 'connect'; port: MessagePort }
export type ToChangesWorker = StartRequest | ConnectRequest | { type: 'close' }

/** The tag under which the service worker pushes from the mirror. */
export const backgroundSyncTag = 'satchel-push'

/** What a device wants to be told of, where the service worker reads it, and how the server hears of it. */
export { createWantedStore, noteSignedOut, type WantedHints, type WantedStore } from '../outbox/wanted-hints.ts'
export { tellHints } from '../outbox/tell-hints.ts'

/** Deletes a local database's files and its mirror, once nobody has them open. */
export { removeLocalFiles } from '../outbox/local-files.ts'
