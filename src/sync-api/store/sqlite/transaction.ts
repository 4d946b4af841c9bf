import { rollBack, type Connection } from './connection.ts'
import type { Turns } from './turns.ts'

/** Runs work as one transaction, in its turn: all of it, or where it throws nothing. */
export const createTransaction = (connection: Connection, turns: Turns) => <T>(work: () => T | Promise<T>): Promise<T> => turns.enter(async () => {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const result = await work()
    connection.exec('COMMIT')
    return result
  } catch (thrown) {
    rollBack(connection)
    throw thrown
  }
})
