import type { createGate } from '../gate.ts'
import type { Connection } from './connection.ts'

/** Runs work as one transaction, in its turn: all of it, or where it throws nothing. */
export const createTransaction = (connection: Connection, gate: ReturnType<typeof createGate>) => <T>(work: () => T | Promise<T>): Promise<T> => gate.enter(async () => {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const result = await work()
    connection.exec('COMMIT')
    return result
  } catch (thrown) {
    connection.exec('ROLLBACK')
    throw thrown
  }
})
