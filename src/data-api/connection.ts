import * as Comlink from 'comlink'
import type { ChangesApi } from '../changes-worker/contract.ts'
import type { DataApiPort, StorageInfo, TablesChanged } from '../db-worker/contract.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { Broker } from './broker.ts'
import type { PortRole } from './broker-messages.ts'
import { createLeader, type Leader } from './leader.ts'

/** Longest a call may go unanswered before the leader's tab is asked whether it is awake, and how long it has to answer; ms. */
const patience = { call: 4_000, pong: 3_000 } as const

/**
 * This tab's line to whichever tab leads the database. Calls in flight die with a leader; those that are safe to repeat are made again
 * to the next one under the same ids, the others reject with `leader_lost`.
 */
export interface Connection {
  readonly database: string
  /** Settles with the first leader's answer. */
  ready: Promise<StorageInfo>
  /** Settles once it is decided whether this tab leads, and its db-worker has had a moment to start if it does. */
  begun: Promise<void>
  data<T>(use: (api: Comlink.Remote<DataApiPort>) => Promise<Result<T, ErrorBody>>, options?: { once?: boolean }): Promise<T>
  changes<T>(use: (api: Comlink.Remote<ChangesApi>) => Promise<Result<T, ErrorBody>>, options?: { once?: boolean }): Promise<T>
  /** A fresh port to a worker, for another thread of this tab; `onReconnect` gets the next one when the leader changed. */
  port(role: PortRole): MessagePort
  /** Runs after each (re)connection. */
  onConnect(callback: () => void): () => void
  onCommit(callback: (changed: TablesChanged | 'everything') => void): () => void
  close(): Promise<void>
}

interface Line<Api> { api: Comlink.Remote<Api>; port: MessagePort; inFlight: Set<() => void> }

export function createConnection(database: string, broker: Broker): Connection {
  const commitListeners = new Set<(changed: TablesChanged | 'everything') => void>()
  const connectListeners = new Set<() => void>()
  let resolveReady!: (info: StorageInfo) => void
  let rejectReady!: (error: SatchelError) => void
  const ready = new Promise<StorageInfo>((resolve, reject) => { resolveReady = resolve; rejectReady = reject })
  ready.catch(() => undefined) // whoever asks gets it; nobody having asked yet is no fault
  let lines: { data: Line<DataApiPort>; changes: Line<ChangesApi> } | null = null
  let closed = false
  let connectedOnce = false

  const port = (role: PortRole): MessagePort => {
    const channel = new MessageChannel()
    if (!leader.connect(role, channel.port1)) broker.connect(database, role, channel.port1)
    return channel.port2
  }
  const line = <Api>(role: PortRole): Line<Api> => {
    const own = port(role)
    return { api: Comlink.wrap<Api>(own), port: own, inFlight: new Set() }
  }
  const cut = (): void => {
    const dead = lines
    lines = null
    if (!dead) return
    for (const { inFlight, port: old } of [dead.data, dead.changes]) {
      old.close()
      for (const lose of inFlight) lose()
    }
  }
  const connect = (): void => {
    cut()
    if (closed) return
    lines = { data: line<DataApiPort>('data'), changes: line<ChangesApi>('changes') }
    const channel = new MessageChannel()
    channel.port1.onmessage = (event: MessageEvent<TablesChanged>) => { for (const listener of commitListeners) listener(event.data) }
    void lines.data.api.subscribe(Comlink.transfer(channel.port2, [channel.port2]))
    if (connectedOnce) for (const listener of commitListeners) listener('everything')
    connectedOnce = true
    for (const listener of connectListeners) listener()
  }

  const leader: Leader = createLeader({
    database,
    broker,
    onLead: () => { connect() },
    onLost: () => { connect() },
    onOpened: (result) => {
      if ('info' in result) resolveReady(result.info)
      else rejectReady(result.error)
    },
  })
  broker.listen((message) => {
    if (message.database === database && message.type === 'leader' && !leader.leads) connect()
  })
  // Nobody would hear of a later leader over the line of before.
  broker.onRenewed(() => { if (!leader.leads) connect() })
  connect()

  const watchLeader = createLeaderWatch(database, broker, leader)
  const call = async <Api, T>(
    pick: (of: NonNullable<typeof lines>) => Line<Api>,
    use: (api: Comlink.Remote<Api>) => Promise<Result<T, ErrorBody>>,
    once: boolean,
  ): Promise<T> => {
    for (;;) {
      if (closed || !lines) throw new SatchelError('leader_lost', 'This workspace was closed in this tab.')
      const used = pick(lines)
      const answer = await askOn(used, use, watchLeader)
      if (answer !== 'lost') {
        if (answer.ok) return answer.value
        throw SatchelError.fromBody(answer.error)
      }
      if (once) throw new SatchelError('leader_lost', 'Another tab took over while this was under way. Nothing was lost; try again.')
    }
  }
  const connection: Connection = {
    database,
    ready,
    begun: leader.begun,
    data: (use, options) => call((of) => of.data, use, options?.once ?? false),
    changes: (use, options) => call((of) => of.changes, use, options?.once ?? false),
    port,
    onConnect: (callback) => {
      connectListeners.add(callback)
      return () => { connectListeners.delete(callback) }
    },
    onCommit: (callback) => {
      commitListeners.add(callback)
      return () => { commitListeners.delete(callback) }
    },
    close: async () => {
      closed = true
      await leader.leave()
      cut()
    },
  }
  // A tab that does not lead hears from the leader's database by asking it.
  connection.data((api) => api.storage()).then(resolveReady, rejectReady)
  return connection
}

/** One call on one line: its answer, or `lost` when the line was cut before it came. */
function askOn<Api, T>(
  { api, inFlight }: Line<Api>,
  use: (api: Comlink.Remote<Api>) => Promise<Result<T, ErrorBody>>,
  watch: () => () => void,
): Promise<Result<T, ErrorBody> | 'lost'> {
  return new Promise((resolve, reject) => {
    const lose = (): void => { settle(() => { resolve('lost') }) }
    const stopWatching = watch()
    const settle = (then: () => void): void => {
      inFlight.delete(lose)
      stopWatching()
      then()
    }
    inFlight.add(lose)
    use(api).then((answer) => { settle(() => { resolve(answer) }) }, (error: unknown) => { settle(() => { reject(asTold(error)) }) })
  })
}

/** What was given never left this thread: only it can be the matter. */
function asTold(thrown: unknown): SatchelError {
  const uncloneable = (thrown instanceof DOMException && thrown.name === 'DataCloneError') || thrown instanceof RangeError
  return uncloneable ? new SatchelError('invalid', 'What was given cannot be handed over: a function in it, say, or more than fits. Give texts, numbers, lists and plain objects.', { cause: thrown }) : toSatchelError(thrown)
}

/** While a call is unanswered for long, makes sure that the leader's tab is awake; where it is not, takes the lead. */
function createLeaderWatch(database: string, broker: Broker, leader: Leader): () => () => void {
  let waiting = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let ponged = false
  broker.listen((message) => { if (message.type === 'pong' && message.database === database) ponged = true })
  const check = (): void => {
    timer = null
    if (waiting === 0 || leader.leads) return
    ponged = false
    broker.ping(database)
    timer = setTimeout(() => {
      timer = null
      if (waiting === 0) return
      if (!ponged && document.visibilityState === 'visible') leader.steal()
      else timer = setTimeout(check, patience.call)
    }, patience.pong)
  }
  return () => {
    waiting += 1
    timer ??= setTimeout(check, patience.call)
    let stopped = false
    return () => {
      if (stopped) return
      stopped = true
      waiting -= 1
      if (waiting === 0 && timer !== null) { clearTimeout(timer); timer = null }
    }
  }
}
