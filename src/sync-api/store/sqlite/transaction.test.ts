import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConnection, type Connection } from './connection.ts'
import { createTransaction } from './transaction.ts'
import { createTurns } from './turns.ts'

describe('a transaction', () => {
  let connection: Connection, transaction: ReturnType<typeof createTransaction>
  beforeEach(() => {
    connection = openConnection(':memory:')
    connection.exec('CREATE TABLE t (x)')
    transaction = createTransaction(connection, createTurns(connection))
  })
  afterEach(() => { connection.close() })

  it('leaves nothing of work that throws, and the next one begins', async () => {
    await expect(transaction(() => { connection.exec('INSERT INTO t VALUES (1)'); throw new Error('broke off') })).rejects.toThrow('broke off')
    await transaction(() => { connection.exec('INSERT INTO t VALUES (2)') })
    expect(connection.prepare('SELECT x FROM t').all()).toEqual([{ x: 2 }])
  })

  it('that SQLite has ended itself, as over a full disk, says what ended it', async () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    await expect(transaction(() => { connection.exec('ROLLBACK'); throw full })).rejects.toBe(full)
    await transaction(() => { connection.exec('INSERT INTO t VALUES (3)') })
    expect(connection.prepare('SELECT x FROM t').all()).toEqual([{ x: 3 }])
  })
})
