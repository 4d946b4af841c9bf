import { createLonelyBroker, createSharedWorkerBroker, type Broker } from './broker.ts'
import { createConnection, type Connection } from './connection.ts'
import { activeDatabase } from './databases.ts'

/** This page's broker, and its line to the database that was open last. */
export interface FirstLine { broker: Broker; connection: Connection }

/** The first thing a page does: the workers start while what people see is still being loaded. Import nothing large here. */
export function openFirstLine(): FirstLine {
  const broker = typeof SharedWorker === 'undefined' ? createLonelyBroker() : createSharedWorkerBroker()
  return { broker, connection: createConnection(activeDatabase(), broker) }
}
