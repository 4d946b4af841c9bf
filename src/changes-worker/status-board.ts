import type { Clock, TimerHandle } from '../shared/clock.ts'
import type { SyncState } from '../db-worker/contract.ts'
import { ready } from '../outbox/retry-schedule.ts'
import type { SyncStatus, ToSubscriber } from './contract.ts'
import { deriveStatus, type SyncFacts } from './status.ts'

/** A page's ear. */
export interface Subscriber { postMessage(message: ToSubscriber): void }

/** Holds the facts, and tells every subscriber the status: right after a pause, and while much goes on every 100 ms. */
export interface StatusBoard {
  readonly facts: Readonly<SyncFacts>
  set(change: Partial<SyncFacts>): void
  /** The journal's counts may have changed. */
  refresh(): void
  current(): Promise<SyncStatus>
  subscribe(subscriber: Subscriber): Promise<void>
  post(message: ToSubscriber): void
  stop(): void
}

export interface StatusBoardParts { readState: () => Promise<SyncState>; struggling: () => number; clock: Clock }

const postEveryMs = 100
/** What a person looks at is read first. */
const behindMs = 20

export function createStatusBoard({ readState, struggling, clock }: StatusBoardParts): StatusBoard {
  let facts: SyncFacts = {
    bound: false, account: null, hold: null, networkGone: false, pushing: false, drained: 0, drainTotal: 0, pulling: false, download: null,
    push: ready, pull: ready, trouble: null, caughtUp: false, digestsEqual: false, transport: 'none',
  }
  const subscribers = new Set<Subscriber>()
  let timer: TimerHandle | null = null
  let nextPost = 0
  let lastPosted = ''
  let stopped = false

  const current = async (): Promise<SyncStatus> => {
    const state = await readState()
    const status = deriveStatus(facts, state, struggling(), clock.now(), clock.monotonic())
    if (status.progress) facts = { ...facts, drainTotal: status.progress.total }
    return status
  }
  const post = (message: ToSubscriber): void => { for (const subscriber of subscribers) subscriber.postMessage(message) }
  const postStatus = async (): Promise<void> => {
    const began = clock.monotonic()
    const status = await current()
    // Counting a long journal must not take more than a small share of the db-worker's time.
    nextPost = clock.monotonic() + Math.max(postEveryMs, 10 * (clock.monotonic() - began))
    const text = JSON.stringify(status)
    if (text === lastPosted || stopped) return
    lastPosted = text
    post(status)
  }
  const refresh = (): void => {
    if (timer !== null || stopped || subscribers.size === 0) return
    timer = clock.setTimeout(() => {
      timer = null
      // A database that does not answer is told by whoever needed it; the next change asks again.
      postStatus().catch(() => undefined)
    }, Math.max(behindMs, nextPost - clock.monotonic()))
  }
  return {
    get facts() { return facts },
    set: (change) => { facts = { ...facts, ...change }; refresh() },
    refresh,
    current,
    subscribe: async (subscriber) => {
      subscribers.add(subscriber)
      subscriber.postMessage(await current())
    },
    post,
    stop: () => {
      stopped = true
      if (timer !== null) clock.clearTimeout(timer)
      subscribers.clear()
    },
  }
}
