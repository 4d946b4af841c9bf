import type { ErrorBody } from '../shared/errors.ts'
import type { SyncState } from '../db-worker/contract.ts'
import { failureToError, type Failure } from '../outbox/failure.ts'
import { waitFrom, type Schedule } from '../outbox/retry-schedule.ts'
import type { SyncPhase, SyncStatus } from './contract.ts'

/** What the loops know at this moment; the status is derived from it and the journal's counts, never kept twice. */
export interface SyncFacts {
  /** Belongs to an account. */
  bound: boolean
  account: SyncStatus['account']
  /** P5, K2: sync waits for the person or for an update, and time does not cure it. */
  hold: Hold | null
  /** The page heard from its browser that there is no network. */
  networkGone: boolean
  pushing: boolean
  /** Changes answered in the drain under way. */
  drained: number
  /** The most that the drain under way was said to be about: an answer is written before it is counted, and the total must not fall for it. */
  drainTotal: number
  pulling: boolean
  download: SyncStatus['download']
  push: Schedule
  pull: Schedule
  /** Why the last request failed; null once one succeeded. */
  trouble: ErrorBody | null
  /** A pull has reached the server's newest, and since then nothing was missed. */
  caughtUp: boolean
  /** The last comparison found this device's records to be the server's (R7); false before the first. */
  digestsEqual: boolean
  transport: SyncStatus['transport']
}

export type Hold = Extract<Failure, { kind: 'pause_signed_out' | 'wrong_account' | 'too_old' | 'wiped' }>

export const isHold = (failure: Failure): failure is Hold =>
  failure.kind === 'pause_signed_out' || failure.kind === 'wrong_account' || failure.kind === 'too_old' || failure.kind === 'wiped'

/** Changes that no answer has settled yet. */
export const unsettledCount = (counts: SyncState['counts']): number => counts.pending + counts.pushing + counts.deferred

/** The status in the contract's words. `monotonicMs` and `nowMs` are the same moment on the two clocks. */
export function deriveStatus(facts: SyncFacts, state: SyncState, struggling: number, nowMs: number, monotonicMs: number): SyncStatus {
  const pending = unsettledCount(state.counts)
  const phase = phaseOf(facts)
  const wait = Math.max(waitFrom(facts.push, monotonicMs), waitFrom(facts.pull, monotonicMs))
  return {
    state: phase,
    pending,
    failed: state.counts.failed,
    conflicts: state.conflicts,
    notices: state.notices,
    progress: facts.pushing && pending > 0 ? progressOf(Math.max(facts.drainTotal, facts.drained + pending), pending) : null,
    download: facts.download ?? brokenOff(state),
    lastSyncedAt: state.lastSyncedAt,
    upToDate: phase === 'idle' && pending === 0 && facts.caughtUp && facts.digestsEqual,
    healed: state.healed,
    struggling,
    nextAttemptAt: wait > 0 && (phase === 'waiting' || phase === 'offline') ? new Date(nowMs + wait).toISOString() : null,
    error: facts.hold ? failureToError(facts.hold) : facts.trouble,
    account: facts.account,
    transport: facts.transport,
  }
}

const progressOf = (total: number, pending: number): SyncStatus['progress'] => ({ done: total - pending, total })

/** What is here of a first download that waits to go on. */
function brokenOff({ snapshot }: SyncState): SyncStatus['download'] {
  if (snapshot === null) return null
  const { received, counts } = snapshot
  return { received, counts, total: Object.values(counts).reduce((sum, n) => sum + n, 0) }
}

/** Signing in again is what helps. */
const isEnded = (hold: Hold): boolean => hold.kind === 'wiped' || (hold.kind === 'pause_signed_out' && hold.code !== 'second_factor')

function phaseOf(facts: SyncFacts): SyncPhase {
  if (!facts.bound) return 'no_account'
  if (facts.hold) return isEnded(facts.hold) ? 'signed_out' : 'blocked'
  if (facts.networkGone || facts.push.absences > 0 || facts.pull.absences > 0) {
    // A hotel's login page answers: the network is not away, it is in the way.
    return facts.trouble?.code === 'server_garbage' ? 'waiting' : 'offline'
  }
  if (facts.download) return 'downloading'
  if (facts.push.failures > 0 || facts.pull.failures > 0) return 'waiting'
  if (facts.pushing || facts.pulling) return 'syncing'
  return facts.trouble === null ? 'idle' : 'waiting'
}
