import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import { toSatchelError } from '../shared/errors.ts'
import type { TablesChanged } from '../db-worker/contract.ts'
import { failureToError, isRetryable, type Failure } from '../outbox/failure.ts'
import type { Locks } from '../outbox/locks.ts'
import type { MirrorRegistry } from '../outbox/mirror-storage.ts'
import { afterFailure, afterSuccess, backOffCeiling, longPauseMs, ready, strugglingAfter, waitFrom } from '../outbox/retry-schedule.ts'
import type { Account, SyncTransport } from '../outbox/sync-transport.ts'
import { must, type Db } from './db-call.ts'
import type { Sockets } from './sockets.ts'
import { isHold, type Hold } from './status.ts'
import type { StatusBoard } from './status-board.ts'
import { count, type SyncLog } from './sync-log.ts'

/** What the changes worker is made of; a simulation hands in its own of each. */
export interface ChangesWorkerParts {
  databaseName: string
  db: Db
  /** Calls back after each commit of the db-worker. */
  onCommit: (listener: (changed: TablesChanged) => void) => void
  transport: SyncTransport
  sockets: Sockets
  mirrors: MirrorRegistry
  clock: Clock
  random: Random
  locks: Locks
  log: Log
}

export type LoopName = 'push' | 'pull'

/** What the loops share: who syncs, what is known, and what becomes of a failure. */
export interface SyncContext {
  readonly parts: ChangesWorkerParts
  readonly board: StatusBoard
  readonly say: SyncLog
  /** Null: no account, no traffic. */
  account: Account | null
  /** Rises with each signing in and out: an answer to a request of before says nothing about now. */
  session: number
  /** The person is signing out here: what is refused from now on is no session that ended by itself. */
  leaving: boolean
  /** R5: set from a reset until the server's newest is reached again: what is pushed before would be measured by a dead epoch. */
  resetting: boolean
  /** Rises with every snapshot: what was sent before one is answered about a history that is ours no more. */
  snapshots: number
  /**
   * The mirror is being read at the start: what its answers settle is not sent again, and a database that was rebuilt after damage takes
   * in what it lost before a pull tells it what is gone.
   */
  reading: boolean
  /** A pull is tried although sync is on hold: the person may have signed in elsewhere. */
  probing: boolean
  stopped: boolean
  /** ms until the loop may make a request; null: not before something else changes. */
  waitFor(loop: LoopName): number | null
  /** `session` as it was when the round began. */
  met(loop: LoopName, failure: Failure, session: number): Promise<void>
  /** This device's own trouble (storage), as a round threw it. */
  threw(loop: LoopName, error: unknown): void
  succeeded(loop: LoopName, session: number): void
  /** What people wrote was saved, so there is room: what broke off for want of it goes on at once. */
  roomAgain(): void
  /** Counts attempts by change, for "struggling" (P4). */
  attempts: Map<string, number>
  /** Changes that were answered `deferred` and not yet otherwise: only a completed pull sends them again (P2). */
  deferred: Set<string>
  /** Wakes a loop after `ms`; one alarm a loop, the latest counts. */
  alarm(loop: LoopName, ms: number): void
  wake: Record<LoopName, () => void>
  /** Sync was put on hold. */
  onHold: () => void
}

/** How sync is held after signing out here. */
export const left: Hold = { kind: 'pause_signed_out', code: 'left', message: 'signed out here' }

export function createSyncContext(parts: ChangesWorkerParts, board: StatusBoard, say: SyncLog, attempts: Map<string, number>): SyncContext {
  const { clock, random, db } = parts
  const alarms: Partial<Record<LoopName, ReturnType<Clock['setTimeout']>>> = {}

  /** That the server asked to be left alone for long: once, until both loops are answered again. */
  let pauseSaid = false
  /** Loops that broke off because this device's disk was full. */
  const full = new Set<LoopName>()

  const context: SyncContext = {
    parts, board, say, attempts, deferred: new Set(),
    account: null, session: 0, leaving: false, resetting: false, snapshots: 0, reading: false, probing: false, stopped: false,
    wake: { push: () => undefined, pull: () => undefined },
    onHold: () => undefined,
    waitFor: (loop) => {
      const { facts } = board
      if (context.stopped || context.account === null) return null
      if (facts.hold !== null && !(loop === 'pull' && context.probing)) return null
      if (context.reading || (loop === 'push' && context.resetting)) return null
      // Looking for the network is the pull's business: a push that fails costs the journal two commits.
      if (loop === 'push' && facts.push.absences > 0 && facts.push.notBefore !== null) return null
      return waitFrom(facts[loop], clock.monotonic())
    },
    alarm: (loop, ms) => {
      const old = alarms[loop]
      if (old) clock.clearTimeout(old)
      alarms[loop] = clock.setTimeout(() => {
        delete alarms[loop]
        if (!context.stopped) context.wake[loop]()
      }, ms)
    },
    roomAgain: () => {
      for (const loop of full) {
        board.set(loop === 'push' ? { push: ready } : { pull: ready })
        context.wake[loop]()
      }
      full.clear()
    },
    succeeded: (loop, session) => {
      const { facts } = board
      full.delete(loop)
      if (facts[loop].failures >= strugglingAfter) say('info', 'server_back', 'The server answers again.')
      if (facts[loop === 'push' ? 'pull' : 'push'].failures === 0) pauseSaid = false
      const held = facts.hold !== null && session === context.session
      const cleared = { networkGone: false, trouble: null, ...(session === context.session ? { hold: null } : {}) }
      if (loop === 'push') {
        // Who met a failure does not know any more that nothing is missing here.
        const unsure = facts.push.failures > 0 && !facts.caughtUp
        board.set({ ...cleared, push: afterSuccess() })
        if (unsure) context.wake.pull()
        return
      }
      board.set({ ...cleared, pull: afterSuccess() })
      networkBackForPush()
      // What waited for the person goes out now, and not with what they write next.
      if (held) context.wake.push()
    },
    met: async (loop, failure, session) => {
      full.delete(loop)
      if (isHold(failure)) {
        if (session !== context.session) { context.wake[loop](); return }
        if (board.facts.hold?.kind !== failure.kind) say('warn', failure.kind, failureToError(failure).message)
        board.set({ hold: failure.kind === 'pause_signed_out' && context.leaving ? left : failure, caughtUp: false })
        context.onHold()
        return
      }
      if (failure.kind === 'epoch_changed' || failure.kind === 'reset') {
        await reset(loop, failure)
        return
      }
      const schedule = afterFailure(board.facts[loop], retryable(failure), clock.monotonic(), random.next())
      if (schedule.failures === strugglingAfter) say('warn', 'struggling', `The server has failed ${strugglingAfter} times in a row. Everything is kept here and tried again every minute.`)
      if (failure.kind === 'retry' && (failure.retryAfterMs ?? 0) >= longPauseMs && !pauseSaid) {
        pauseSaid = true
        say('warn', 'asked_to_wait', `The server, or something on the way to it, asked to be left alone for ${count(Math.round(failure.retryAfterMs! / 60_000), 'minute', 'minutes')}. Everything is kept here and goes out then.`)
      }
      if (failure.kind === 'garbage' && board.facts.trouble?.code !== 'server_garbage') say('warn', 'garbage', failureToError(failure).message)
      board.set({ ...(loop === 'push' ? { push: schedule } : { pull: schedule }), trouble: failureToError(failure), caughtUp: false })
      context.alarm(failure.kind === 'retry' ? loop : 'pull', waitFrom(schedule, clock.monotonic()))
    },
    threw: (loop, thrown) => {
      const error = toSatchelError(thrown)
      parts.log('error', `${loop} threw`, { code: error.code, message: error.message })
      if (context.stopped) return
      if (error.code === 'storage_full') full.add(loop)
      const schedule = afterFailure(board.facts[loop], { kind: 'retry', code: 'server_error', retryAfterMs: null, message: error.message }, clock.monotonic(), random.next())
      board.set({ ...(loop === 'push' ? { push: schedule } : { pull: schedule }), trouble: error.toBody(), caughtUp: false })
      context.alarm(loop, waitFrom(schedule, clock.monotonic()))
    },
  }

  /** A pull went through, so the network is there. Should only pushes fail to get out, they still come ever more slowly. */
  const networkBackForPush = (): void => {
    const { push } = board.facts
    if (push.absences === 0 || push.failures > 0) return
    board.set({ push: { ...push, notBefore: null } })
    context.alarm('push', push.absences === 1 ? 0 : random.next() * backOffCeiling(push.absences))
  }
  const reset = async (loop: LoopName, failure: Extract<Failure, { kind: 'epoch_changed' | 'reset' }>): Promise<void> => {
    const state = await must(db.state())
    // Already told: what comes next is on its way, and beginning it again at every push would never end. What happened is said when it is known.
    // Told it by the answer to that itself, it has to begin anew, or it would ask the same for ever: the server was put back once more.
    if (loop === 'pull' || state.cursor !== null || !state.givingBack) await must(db.resetRequired(failure.kind === 'reset' ? failure.entities : 'all'))
    context.resetting = true
    board.set({ caughtUp: false })
    context.wake.pull()
  }
  return context
}

/** A refusal where none can be, as it would come from a server that is not ours, is waited out like nonsense. */
const retryable = (failure: Failure): Failure =>
  isRetryable(failure) ? failure : { kind: 'garbage', message: failureToError(failure).message }
