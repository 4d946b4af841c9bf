import { systemClock } from '../shared/clock.ts'
import { createIdMaker, systemRandom } from '../shared/random.ts'
import type { FromBroker, PortRole, ToBroker } from './broker-messages.ts'

/** How tabs reach the leader: a small port, so that a browser without SharedWorker could have another. */
export interface Broker {
  lead(database: string): void
  resign(database: string): void
  /** Sends `port` to the leader's worker; where there is no leader, the next one is announced and the caller connects again. */
  connect(database: string, role: PortRole, port: MessagePort): void
  ping(database: string): void
  pong(database: string): void
  listen(callback: (message: FromBroker, ports: readonly MessagePort[]) => void): void
}

/** The broker in a SharedWorker. */
export function createSharedWorkerBroker(): Broker {
  const worker = new SharedWorker(new URL('./tab-broker.ts', import.meta.url), { type: 'module', name: 'satchel-tab-broker' })
  const send = (message: ToBroker, transfer: Transferable[] = []): void => { worker.port.postMessage(message, transfer) }
  worker.port.start()
  // A tab that crashes says no goodbye; the lock is freed however it ends, and the broker waits for that.
  const lock = `satchel-tab:${createIdMaker(systemClock, systemRandom)()}`
  void navigator.locks.request(lock, () => {
    send({ type: 'here', lock })
    return new Promise(() => undefined)
  })
  return {
    lead: (database) => { send({ type: 'lead', database }) },
    resign: (database) => { send({ type: 'resign', database }) },
    connect: (database, role, port) => { send({ type: 'connect', database, role }, [port]) },
    ping: (database) => { send({ type: 'ping', database }) },
    pong: (database) => { send({ type: 'pong', database }) },
    listen: (callback) => {
      worker.port.addEventListener('message', (event: MessageEvent<FromBroker>) => { callback(event.data, event.ports) })
    },
  }
}

/** For a browser without SharedWorker: this tab is alone; a second one waits for the lock and says so. */
export function createLonelyBroker(): Broker {
  const nothing = (): void => undefined
  return { lead: nothing, resign: nothing, connect: nothing, ping: nothing, pong: nothing, listen: nothing }
}
