import type { Awake, Closed, Opened, StorageInfo, ToDbWorker } from '../db-worker/contract.ts'
import type { ToChangesWorker } from '../changes-worker/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Broker } from './broker.ts'
import type { PortRole } from './broker-messages.ts'
import { serveFailure } from './serve-failure.ts'

/*
 * One tab leads a database: it holds the Web Lock, owns the db-worker and the changes worker, and hands their ports to all tabs.
 *
 *   asleep ◀── freeze ── waiting ── lock granted, or stolen ──▶ leader ── close, crash ──▶ (another tab is granted the lock)
 *     └── resume ──────▶  └─◀── robbed ──────────────────────────┘ └── freeze ──▶ asleep
 *
 * A tab has at most one request in the lock's queue, and none while it sleeps or leads: granted to a tab that sleeps, the lock would be
 * nobody's. The lock frees before a dead leader's file handles do; the db-worker waits for those itself. A leader that hangs cannot end its
 * workers; they end themselves when the next leader's db-worker takes the files (files-lock.ts).
 *
 * A tab that begins starts its db-worker while it asks for the lead, and its first calls go there: mostly nobody leads, nobody has the files, and the thread has
 * opened them by the time the lock is granted. Where another tab leads it has them, so the thread waits; the tab hears of that some milliseconds later and ends it.
 */
export interface Leader {
  /** A port of this tab's own to a worker, without the way through the broker; null while another tab leads. */
  connect(role: PortRole, port: MessagePort): boolean
  /** Takes the lead from a leader that no longer answers. */
  steal(): void
  /** Gives the lead up and does not ask for it again; settles when the workers are gone. */
  leave(): Promise<void>
  readonly leads: boolean
  /** Settles once it is decided whether this tab leads, and its db-worker has had a moment to start if it does. */
  readonly begun: Promise<void>
}

export interface LeaderOptions {
  database: string
  broker: Broker
  /** Now this tab leads: its ports, and those of all tabs, have to be connected anew. */
  onLead(): void
  /** This tab lost the lead (frozen, or another tab stole the lock). */
  onLost(): void
  /** The database is open, or why it is not. */
  onOpened(result: Outcome): void
}
type Outcome = { info: StorageInfo } | { error: SatchelError }

export const leaderLock = (database: string): string => `satchel-leader:${database}`

export function createLeader({ database, broker, onLead, onLost, onOpened }: LeaderOptions): Leader {
  let workers: Workers | null = null
  /** Started before it is known whether this tab leads. */
  let hopeful: Workers | null = null
  let release: (() => void) | null = null
  let left = false
  /** Our request in the lock's queue. */
  let waiting: AbortController | null = null
  /** The request by which this tab leads. */
  let held: LockOptions | null = null
  let begin!: () => void
  const begun = new Promise<void>((resolve) => { begin = resolve })

  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      release = resolve
      const connected = hopeful !== null
      workers = hopeful ?? start()
      hopeful = null
      workers.lead()
      broker.lead(database)
      if (!connected) onLead()
    })
  const start = (): Workers => {
    const mine = startWorkers(database, begin, onOpened, () => {
      if (workers === mine) lose()
      else if (hopeful === mine) giveHopeUp()
    })
    return mine
  }
  const giveHopeUp = (): void => {
    if (hopeful === null) return
    hopeful.stop()
    hopeful = null
    onLost()
  }

  const resign = (): void => {
    if (!workers) return
    workers.stop()
    workers = null
    held = null
    broker.resign(database)
    release?.()
    release = null
  }

  const request = (options: LockOptions): void => {
    const withdrawn = (): boolean => options.signal?.aborted ?? false
    const hold = async (): Promise<void> => {
      // Withdrawn while it was being granted.
      if (left || workers || withdrawn()) return
      waiting = null
      held = options
      await lead()
    }
    const onEnded = (error: unknown): void => {
      if (withdrawn()) return
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
      if (held === options) lose()
    }
    navigator.locks.request(leaderLock(database), options, hold).catch(onEnded)
  }
  const wait = (): void => {
    if (left || workers || waiting) return
    waiting = new AbortController()
    request({ signal: waiting.signal })
  }
  const stopWaiting = (): void => {
    waiting?.abort()
    waiting = null
  }
  /** Robbed, while this tab hung: its workers must let go of the files at once. */
  const lose = (): void => {
    resign()
    onLost()
    wait()
  }

  // A frozen page's workers are frozen too and would keep the files locked; whoever is awake shall lead.
  const onFreeze = (): void => {
    stopWaiting()
    giveHopeUp()
    if (!workers) return
    resign()
    onLost()
  }
  const onResume = wait
  // A dedicated worker may outlive its page by a moment; what it would still send, the service worker sends.
  const onPageHide = (event: PageTransitionEvent): void => { if (!event.persisted) workers?.stopChanges() }
  addEventListener('pagehide', onPageHide)
  document.addEventListener('freeze', onFreeze)
  document.addEventListener('resume', onResume)
  broker.listen((message, ports) => {
    if (message.database !== database || !workers) return
    if (message.type === 'connect') workers.connect(message.role, ports[0]!)
    if (message.type === 'ping') broker.pong(database)
  })
  broker.onRenewed(() => { if (workers) broker.lead(database) })
  hopeful = start()
  wait()
  // Answered behind the request: where nobody waits for the lead, it is granted, if not heard of yet.
  const onAsked = (locks?: LockManagerSnapshot): void => {
    if (locks !== undefined && !locks.pending?.some(({ name }) => name === leaderLock(database))) return
    giveHopeUp()
    if (!workers) begin()
  }
  navigator.locks.query().then(onAsked, () => { onAsked() })

  return {
    get leads() { return workers !== null },
    begun,
    connect: (role, port) => {
      const to = workers ?? hopeful
      to?.connect(role, port)
      return to !== null
    },
    steal: () => {
      if (left || workers) return
      // Or it would be granted when the stolen lead ends, to a tab that has gone to sleep, say.
      stopWaiting()
      request({ steal: true })
    },
    leave: async () => {
      left = true
      stopWaiting()
      hopeful?.stop()
      hopeful = null
      removeEventListener('pagehide', onPageHide)
      document.removeEventListener('freeze', onFreeze)
      document.removeEventListener('resume', onResume)
      await workers?.close()
      resign()
    },
  }
}

interface Workers {
  /** Their tab leads: what is open counts, or is opened whoever has the files. */
  lead(): void
  connect(role: PortRole, port: MessagePort): void
  /** Closes the database in order, then stops. */
  close(): Promise<void>
  stopChanges(): void
  /** At once: the file handles go with the thread. */
  stop(): void
}

/**
 * @param onAwake the db-worker's script runs
 * @param onRobbed another leader's db-worker has taken the files; these workers have ended
 */
function startWorkers(database: string, onAwake: () => void, onOpened: LeaderOptions['onOpened'], onRobbed: () => void): Workers {
  const db = new Worker(new URL('../db-worker/db-worker.ts', import.meta.url), { type: 'module', name: `db-worker ${database}` })
  const toDb = (message: ToDbWorker, transfer: Transferable[] = []): void => { db.postMessage(message, transfer) }
  let changes: Worker | null = null
  let stopped = false
  let failure: SatchelError | null = null
  const portsForChanges: MessagePort[] = []
  const portsForData: MessagePort[] = []

  const connectChanges = (port: MessagePort): void => {
    if (failure) serveFailure(port, failure)
    else if (changes) changes.postMessage({ type: 'connect', port } satisfies ToChangesWorker, [port])
    else portsForChanges.push(port)
  }
  const fail = (error: SatchelError): void => {
    failure = error
    for (const port of [...portsForChanges.splice(0), ...portsForData.splice(0)]) serveFailure(port, error)
    outcome = { error }
    if (led) settle(outcome)
  }
  /** Its tab leads, and it is open, or is not to be opened. */
  const settle = (result: Outcome): void => {
    onOpened(result)
    // The first rows are on the screen before sync takes a share of the processor.
    if ('info' in result) setTimeout(() => { whenIdle(startChanges) }, firstRowsMs)
  }
  const startChanges = (): void => {
    if (stopped) return
    changes = new Worker(new URL('../changes-worker/changes-worker.ts', import.meta.url), { type: 'module', name: 'changes-worker' })
    const channel = new MessageChannel()
    toDb({ type: 'connect', role: 'sync', port: channel.port1 }, [channel.port1])
    changes.postMessage({ type: 'start', db: channel.port2, apiOrigin: location.origin, databaseName: database } satisfies ToChangesWorker, [channel.port2])
    for (const port of portsForChanges.splice(0)) connectChanges(port)
  }
  const stopChanges = (): void => {
    stopped = true
    changes?.terminate()
  }
  let awake = false, opened = false, led = false
  let outcome: Outcome | null = null
  let onClosed: (() => void) | null = null
  const connectData = (port: MessagePort): void => { toDb({ type: 'connect', role: 'data', port }, [port]) }
  db.addEventListener('message', ({ data: message }: MessageEvent<Awake | Opened | Closed>) => {
    if (message.type === 'awake') {
      awake = true
      // What is asked before the database is open waits in its thread, and is answered there, whatever becomes of the opening.
      for (const port of portsForData.splice(0)) connectData(port)
      onAwake()
      return
    }
    if (message.type === 'closed') {
      onClosed?.()
      if (message.robbed) onRobbed()
      return
    }
    if (message.type === 'opened') {
      opened = true
      outcome = { info: message.info }
      if (led) settle(outcome)
      return
    }
    fail(SatchelError.fromBody(message.error))
  })
  // Once it is open, a stray error is one call's and that call's answer; only a thread that never starts fails as a whole.
  db.addEventListener('error', (event) => { if (!opened) fail(new SatchelError('internal', event.message || 'The database thread did not start.')) })
  return {
    lead: () => {
      led = true
      toDb({ type: 'open', databaseName: database, allowMemory: true })
      if (outcome !== null) settle(outcome)
    },
    connect: (role, port) => {
      if (role === 'changes') connectChanges(port)
      else if (failure) serveFailure(port, failure)
      else if (awake) connectData(port)
      else portsForData.push(port)
    },
    close: () =>
      new Promise((resolve) => {
        // A worker that is busy or gone does not hold the person up.
        const giveUp = setTimeout(resolve, 2_000)
        onClosed = () => { clearTimeout(giveUp); resolve() }
        stopped = true
        changes?.postMessage({ type: 'close' } satisfies ToChangesWorker)
        toDb({ type: 'close' })
      }),
    stopChanges,
    stop: () => {
      stopChanges()
      db.terminate()
    },
  }
}

/** What the first rows take from the opened database to the screen, on a slow machine. */
const firstRowsMs = 300

/** When the page has nothing else to do, at the latest in half a second. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 500 })
  else setTimeout(work, 200)
}
