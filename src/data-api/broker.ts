import { systemClock } from '../shared/clock.ts'
import { createIdMaker, systemRandom } from '../shared/random.ts'
import type { FromBroker, PortRole, ToBroker, ToTab } from './broker-messages.ts'

/** How tabs reach the leader: a small port, so that a browser without SharedWorker could have another. */
export interface Broker {
  lead(database: string): void
  resign(database: string): void
  /** Sends `port` to the leader's worker; where there is no leader, the next one is announced and the caller connects again. */
  connect(database: string, role: PortRole, port: MessagePort): void
  ping(database: string): void
  pong(database: string): void
  listen(callback: (message: ToTab, ports: readonly MessagePort[]) => void): void
  /** The broker ended and another stands in its place, which knows nobody: whoever leads says so again, the others connect again. */
  onRenewed(callback: () => void): void
}

/**
 * The broker in a SharedWorker. Each side holds a Web Lock for life and waits for the other's: a tab that crashes says no goodbye, and a
 * SharedWorker may live in the process of the tab that first asked for it, and crash with it.
 * @param free what is said to the broker waits until then: a thread more takes its share of a start
 */
export function createSharedWorkerBroker(free: Promise<void> = Promise.resolve()): Broker {
  const lock = `satchel-tab:${createIdMaker(systemClock, systemRandom)()}`
  const listeners = new Set<(message: ToTab, ports: readonly MessagePort[]) => void>()
  const renewed = new Set<() => void>()
  let held = false

  const start = (): MessagePort => {
    const { port: started } = new SharedWorker(new URL('./tab-broker.ts', import.meta.url), { type: 'module', name: 'satchel-tab-broker' })
    started.addEventListener('message', ({ data, ports }: MessageEvent<FromBroker>) => {
      if (data.type === 'here') void navigator.locks.request(data.lock, renew)
      else for (const listener of listeners) listener(data, ports)
    })
    started.start()
    return started
  }
  let port: MessagePort | null = null
  const unsaid: [ToBroker, Transferable[]][] = []
  const send = (message: ToBroker, transfer: Transferable[] = []): void => {
    if (port === null) unsaid.push([message, transfer])
    else port.postMessage(message, transfer)
  }
  const sayHere = (): void => { if (held) send({ type: 'here', lock }) }
  const renew = (): void => {
    port = start()
    sayHere()
    for (const callback of renewed) callback()
  }
  void free.then(() => {
    port = start()
    for (const [message, transfer] of unsaid.splice(0)) send(message, transfer)
    void navigator.locks.request(lock, () => {
      held = true
      sayHere()
      return new Promise(() => undefined)
    })
  })
  return {
    lead: (database) => { send({ type: 'lead', database }) },
    resign: (database) => { send({ type: 'resign', database }) },
    connect: (database, role, to) => { send({ type: 'connect', database, role }, [to]) },
    ping: (database) => { send({ type: 'ping', database }) },
    pong: (database) => { send({ type: 'pong', database }) },
    listen: (callback) => { listeners.add(callback) },
    onRenewed: (callback) => { renewed.add(callback) },
  }
}

/** For a browser without SharedWorker: this tab is alone; a second one waits for the lock and says so. */
export function createLonelyBroker(): Broker {
  const nothing = (): void => undefined
  return { lead: nothing, resign: nothing, connect: nothing, ping: nothing, pong: nothing, listen: nothing, onRenewed: nothing }
}
