import { createLonelyBroker, createSharedWorkerBroker, type Broker } from './broker.ts'
import { createConnection, type Connection } from './connection.ts'
import { activeDatabase } from './databases.ts'

/** This page's broker, and its line to the database that was open last. */
export interface FirstLine {
  broker: Broker
  connection: Connection
  /** Settles once it is decided whether this page leads, and its db-worker has had a moment to start if it does; soon in any case. */
  begun: Promise<void>
}

/** The first thing a page does: the workers start while what people see is still being loaded. Import nothing large here. */
export function openFirstLine(): FirstLine {
  let free!: () => void
  const untilFree = new Promise<void>((resolve) => { free = resolve })
  const broker = typeof SharedWorker === 'undefined' ? createLonelyBroker() : createSharedWorkerBroker(untilFree)
  const connection = createConnection(activeDatabase(), broker)
  const begun = Promise.race([connection.begun, soon()])
  void begun.then(free)
  return { broker, connection, begun }
}

const soon = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 300) })
