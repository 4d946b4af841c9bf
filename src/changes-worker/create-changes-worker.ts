import { toSatchelError, type ErrorBody } from '../shared/errors.ts'
import { sleep } from '../shared/clock.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { failureToError } from '../outbox/failure.ts'
import { createRefreshingTransport } from '../outbox/refreshing-transport.ts'
import { afterFailure, afterNetworkBack, afterPersonAsked } from '../outbox/retry-schedule.ts'
import { createBackgroundSync } from './background-sync.ts'
import { createSyncContext, type ChangesWorkerParts } from './context.ts'
import type { ChangesApi, Wipe } from './contract.ts'
import { must } from './db-call.ts'
import { createDigestCheck } from './digest-check.ts'
import { createOtherWorkspaces } from './elsewhere.ts'
import { createEventsSocket } from './events-socket.ts'
import { createMirrorKeeper, mirrorPatienceMs } from './mirror-keeper.ts'
import { createPullLoop } from './pull-loop.ts'
import { createPushLoop } from './push-loop.ts'
import { createSessionKeeper } from './session-keeper.ts'
import { createStatusBoard, type Subscriber } from './status-board.ts'
import { count, createSyncLog } from './sync-log.ts'

/** The changes worker without its thread: what pages call, and an end. */
export interface ChangesWorker {
  api: Omit<ChangesApi, 'subscribe'> & { subscribe(subscriber: Subscriber): Promise<Result<void, ErrorBody>> }
  /** Reads who this is, hears what the service worker did, and starts to sync. Settles when the loops are awake. */
  start(): Promise<void>
  /** No request and no call of the database begins after this. */
  stop(): void
}

/*
 *   commit ──▶ push loop ──▶ drain (outbox) ──▶ answers ──▶ db.applyResults ──▶ mirror forgets
 *      └─────▶ mirror keeper ──▶ IndexedDB ──▶ service worker, when the tabs are closed
 *   start, focus, online, every 5 min, a gap in the frames ──▶ pull loop ──▶ caught up ──▶ events socket ──▶ db.applyFrame
 *                                                                              └──▶ digest check ──▶ what differs is downloaded again
 */
export function createChangesWorker(given: ChangesWorkerParts): ChangesWorker {
  const { db, clock } = given
  const attempts = new Map<string, number>()
  const board = createStatusBoard({
    clock,
    readState: () => must(db.state()),
    struggling: () => [...attempts.values()].filter((n) => n >= 5).length,
  })
  const say = createSyncLog(db, given.log)
  /** Heard once, it is told to every page, also to one that comes later. */
  let wipe: Wipe | null = null
  const transport = createRefreshingTransport(given.transport, given.locks, {
    session: (session) => { sessions.heard(session) },
    wiped: (userIds) => {
      wipe = { type: 'wipe', userIds }
      board.post(wipe)
    },
  })
  const parts: ChangesWorkerParts = { ...given, transport }
  const context = createSyncContext(parts, board, say, attempts)
  const sessions = createSessionKeeper(context, transport.auth)
  const mirror = createMirrorKeeper({
    ...parts,
    account: () => board.facts.account,
    bound: () => context.account !== null,
    draining: () => (board.facts.pushing && board.facts.drained >= longDrain && board.facts.push.failures === 0 ? board.facts.drained : null),
  })
  const backgroundSync = createBackgroundSync(context, mirror)
  const events = createEventsSocket(context)
  const check = createDigestCheck(context)
  const push = createPushLoop(context, { onAnswers: (results) => { mirror.settled(results) }, onDrained: () => { check.pushed() } })
  const pull = createPullLoop(context, {
    // A database that was rebuilt while it was open gets back what only the mirror has, before the pull is completed.
    afterSnapshot: () => inTime(mirror.reconcile()),
    onRole: (role) => sessions.noteRole(role),
    onCaughtUp: (at) => {
      events.connect(at)
      check.reached(at.digests)
    },
  })
  const elsewhere = createOtherWorkspaces({ parts, board, account: () => context.account, stopped: () => context.stopped })
  context.wake.push = () => { void push.wake() }
  context.wake.pull = () => { void pull.wake() }
  context.onHold = () => { events.drop() }

  const followMirror = (): void => { void mirror.wake().then(() => { backgroundSync.consider() }) }
  let followsSoon = false
  /** Most edits have been answered before anybody could need their copy: Background Sync is asked for what waits a second. */
  const followMirrorSoon = (): void => {
    const { networkGone, push: { absences, failures } } = board.facts
    if (networkGone || absences > 0 || failures > 0) { followMirror(); return }
    mirror.moved()
    if (followsSoon) return
    followsSoon = true
    clock.setTimeout(() => {
      followsSoon = false
      if (!context.stopped) followMirror()
    }, mirrorAfterMs)
  }
  const tellReconciled = (answers: number): void => {
    if (answers > 0) say('info', 'background_sync', `${count(answers, 'change was', 'changes were')} sent in the background.`)
  }
  const inTime = async (work: Promise<void>): Promise<void> => {
    const done = work.catch((error: unknown) => { given.log('warn', 'mirror', { message: toSatchelError(error).message }) })
    await Promise.race([done, sleep(clock, mirrorPatienceMs)])
  }
  const readMirror = async (): Promise<void> => {
    sessions.remembered(await mirror.knownAccount())
    await mirror.reconcile()
    tellReconciled(await mirror.takeAnswers())
  }
  /** Something outside says that it is worth looking again. */
  const look = async (): Promise<void> => {
    context.probing = true
    await Promise.all([push.wake(), pull.wake()])
    // What moved away under the comparison is pulled and compared once more.
    if (await check.settled() && pull.running) {
      await pull.wake()
      await check.settled()
    }
    context.probing = false
    void elsewhere.send()
  }
  const settleSchedules = (settle: typeof afterNetworkBack): void => {
    board.set({ networkGone: false, push: settle(board.facts.push), pull: settle(board.facts.pull) })
  }

  const api: ChangesWorker['api'] = {
    status: () => answer(() => board.current()),
    syncNow: () => answer(async () => {
      settleSchedules((schedule) => afterPersonAsked(afterNetworkBack(schedule), clock.monotonic()))
      check.beThorough()
      await look()
      return board.current()
    }),
    notify: (signal) => answer(async () => {
      if (signal === 'offline') {
        const gone = { kind: 'offline' } as const
        const later = afterFailure(board.facts.pull, gone, clock.monotonic(), 1)
        board.set({ networkGone: true, caughtUp: false, pull: later, push: afterFailure(board.facts.push, gone, clock.monotonic(), 1) })
        context.alarm('pull', 1_000)
        return
      }
      if (signal === 'online') settleSchedules(afterNetworkBack)
      if (signal === 'sync') {
        // A backup of an account's may have been put where there was none.
        await sessions.start()
        tellReconciled(await mirror.takeAnswers())
        followMirror()
      }
      void look()
    }),
    discard: (mutationIds) => answer(async () => {
      // What the service worker was answered says more than that it sent something.
      await inTime(mirror.takeAnswers().then(tellReconciled))
      await mirror.discard(mutationIds)
    }),
    turn: (of) => answer(async () => {
      await inTime(mirror.takeAnswers().then(tellReconciled))
      return mirror.turn(of)
    }),
    register: (input) => caught(() => sessions.register(input)),
    login: (input) => caught(() => sessions.login(input)),
    passkey: (input) => caught(() => sessions.passkey(input)),
    logout: () => caught(() => sessions.logout()),
    session: () => caught(() => sessions.session()),
    bindAccount: (expected, former) => caught(async () => {
      const bound = await sessions.bindAccount(expected, former)
      followMirror()
      if (bound.ok) void elsewhere.send()
      return bound
    }),
    account: async (name, input, of) => caught(async () => {
      const account = of ?? context.account, outcome = await transport.auth.account(name, input as never, account)
      if (outcome.ok) return outcome
      // Who never signed in here has lost no sign-in.
      const { error } = outcome, isLost = error.kind === 'pause_signed_out' && error.code === 'lost'
      return err(isLost && account === null ? { code: 'signed_out', message: 'Sign in first: this is kept with an account. What is on this device stays as it is.' } : failureToError(error))
    }),
    elsewhere: () => answer(() => elsewhere.waiting()),
    subscribe: (subscriber) => answer(async () => {
      await board.subscribe(subscriber)
      if (wipe !== null) subscriber.postMessage(wipe)
    }),
  }

  return {
    api,
    start: async () => {
      await sessions.start()
      given.onCommit(({ journal, entities }) => {
        if (context.stopped) return
        board.refresh()
        if (!journal) return
        if (entities.length > 0) context.roomAgain()
        context.wake.push()
        followMirrorSoon()
      })
      board.set({ transport: context.account === null ? 'none' : 'polling' })
      // Broken off before it was given back: that still goes first (R8).
      context.resetting = (await must(db.state())).givingBack
      context.reading = true
      await inTime(readMirror())
      context.reading = false
      backgroundSync.consider()
      if (context.account !== null) {
        context.wake.push()
        context.wake.pull()
        void sessions.session().then(followMirror, () => undefined).then(() => elsewhere.send())
      }
      void sweepNowAndThen(context.parts, () => context.stopped || push.running || pull.running, () => context.stopped)
    },
    stop: () => {
      context.stopped = true
      events.drop()
      board.stop()
    },
  }
}

/** So long a push that has just begun may take before its changes are copied; ms. */
const mirrorAfterMs = 100

/** Changes answered in one drain from which on it is a long one: a first push, an import. Ordinary edits are mirrored at once. */
const longDrain = 200

/** J5: settled rows go in small steps, while nothing else is going on. */
async function sweepNowAndThen({ db, clock, log }: ChangesWorkerParts, busy: () => boolean, stopped: () => boolean): Promise<void> {
  const [firstAfterMs, everyMs, betweenStepsMs] = [60_000, 6 * 3_600_000, 50]
  await sleep(clock, firstAfterMs)
  while (!stopped()) {
    const more = busy() ? true : await must(db.sweep()).catch((error: unknown) => { log('warn', 'sweep', { message: toSatchelError(error).message }); return false })
    await sleep(clock, more ? betweenStepsMs : everyMs)
  }
}

/** No method of a port throws. */
const answer = <T>(work: () => Promise<T>): Promise<Result<T, ErrorBody>> => caught(async () => ok(await work()))
async function caught<T>(work: () => Promise<Result<T, ErrorBody>>): Promise<Result<T, ErrorBody>> {
  try {
    return await work()
  } catch (error) {
    return err(toSatchelError(error).toBody())
  }
}
