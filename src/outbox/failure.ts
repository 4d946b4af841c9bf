import type { ErrorBody } from '../shared/errors.ts'
import type { PushResult } from '../protocol/push.ts'

/**
 * Why a call to the sync API did not succeed, named by what the caller does next. Nothing outside `read-answers.ts` looks at a status
 * code or at the text of an error.
 */
export type Failure =
  /** The network is away: no attempt was made (P4). Try when it is back. */
  | { kind: 'offline' }
  /**
   * The server failed: back off, at least `retryAfterMs` where it said so. `byContent`: it stumbled (500), perhaps over what it was
   * sent, rather than being away.
   */
  | { kind: 'retry'; code: 'server_error' | 'rate_limited' | 'timeout'; retryAfterMs: number | null; message: string; byContent?: true }
  /** P5: pause and say so; the changes stay as they are. `left`: the person signed out here. `lost`: the browser has nothing of the session any more. `forbidden`: signed in, but not allowed here any more. */
  | { kind: 'pause_signed_out'; code: 'signed_out' | 'left' | 'lost' | 'revoked' | 'forbidden' | 'second_factor'; message: string }
  /** Somebody had this device wiped: what it has of these people is deleted before anything else. */
  | { kind: 'wiped'; userIds: string[] }
  /** The browser is signed in to another account than this database belongs to: pause. `notAMember`: to that account, which is not in this workspace any more. */
  | { kind: 'wrong_account'; message: string; notAMember?: true }
  /** P4: the request as a whole was refused; find the mutation that is to blame. `trusted`: our server said it, not something on the way. */
  | { kind: 'bisect'; code: string; message: string; trusted: boolean }
  /** K2: this code is too old for the server; the queue waits for the app's update. */
  | { kind: 'too_old'; message: string }
  /** The server's history is another one than ours; `results` were still stored before it was noticed (P2). */
  | { kind: 'epoch_changed'; results: PushResult[] }
  /** R5: the cursor is too old for a delta; take a snapshot. */
  | { kind: 'reset'; entities: string[] }
  /** Something on the way answered (a captive portal, a proxy), or the server talks nonsense: never a rejection of anything. */
  | { kind: 'garbage'; message: string }
  /** The answer to this one request is no: a wrong password, an e-mail that is taken. Only calls of a session answer it. */
  | { kind: 'refused'; error: ErrorBody }

/** Is trying the same again later the right thing? */
export const isRetryable = (failure: Failure): boolean =>
  failure.kind === 'offline' || failure.kind === 'retry' || failure.kind === 'garbage'

/** P4: does it count as an attempt of the changes that were in the request? */
export const countsAsAttempt = (failure: Failure): boolean => failure.kind === 'retry'

/** The failure in a person's words: what happened, and that nothing is lost. */
export function failureToError(failure: Failure): ErrorBody {
  switch (failure.kind) {
    case 'offline': return { code: 'offline', message: 'The server cannot be reached. Everything is saved on this device and is sent when it can.' }
    case 'retry': return { code: retryCodes[failure.code], message: retryWords[failure.code], details: { said: failure.message, ...(failure.retryAfterMs === null ? {} : { retryAfterMs: failure.retryAfterMs }) } }
    case 'pause_signed_out': return failure.code === 'forbidden'
      ? { code: 'forbidden', message: 'This account may not sync this workspace any more. Your changes are kept on this device.', details: { said: failure.message } }
      : failure.code === 'second_factor'
      ? { code: 'second_factor_required', message: 'This workspace asks for two-factor authentication. Set it up, or enter a code, in Settings under Account; sync goes on then.' }
      : failure.code === 'lost'
      ? { code: 'signed_out', message: 'This browser has lost your sign-in: it was closed before it had kept it, or its cookies were cleared. Sign in again; everything is saved on this device and goes out then.', details: { why: 'lost' } }
      : failure.code === 'revoked'
      ? { code: 'signed_out', message: `${failure.message} Everything is saved here, and what was not sent goes out when you sign in again.`, details: { why: 'revoked' } }
      : { code: 'signed_out', message: 'Sign in to sync. Your changes are kept on this device.', details: failure.code === 'left' ? { why: 'left' } : { said: failure.message } }
    case 'wiped': return { code: 'signed_out', message: 'This device was wiped from another one, and what it had of that account is deleted.', details: { why: 'wiped' } }
    case 'wrong_account': return failure.notAMember
      ? { code: 'not_a_member', message: 'You are no longer a member of this workspace, so nothing is sent or received here any more. What is on this device stays, and what you had not sent can be saved to a file.' }
      : { code: 'wrong_account', message: 'This browser is signed in to another account. Sign in to the account that this data belongs to; your changes are kept.' }
    case 'bisect': return { code: 'server_error', message: 'The server could not take the changes as they were sent. They are kept on this device.', details: { said: failure.message } }
    case 'too_old': return { code: 'code_too_old', message: 'The server needs a newer Satchel, which comes by itself. Your changes are kept and wait.', details: { said: failure.message } }
    case 'epoch_changed': return { code: 'server_error', message: 'The server was restored from a backup. This device downloads everything again and keeps your changes.' }
    case 'reset': return { code: 'server_error', message: 'This device was away for long and downloads everything again. Your changes are kept.' }
    case 'garbage': return { code: 'server_garbage', message: 'Something other than the Satchel server answered. Perhaps this network wants you to sign in first. Nothing is lost.', details: { said: failure.message } }
    case 'refused': return failure.error
  }
}

const retryCodes = { server_error: 'server_error', rate_limited: 'rate_limited', timeout: 'server_unreachable' } as const
const retryWords = {
  server_error: 'The server has trouble. Your changes are kept on this device and are tried again.',
  rate_limited: 'The server asked for a pause. Your changes are kept on this device and are tried again.',
  timeout: 'The server did not answer in time. Your changes are kept on this device and are tried again.',
} as const
