import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { openConnection } from '../../src/sync-api/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { auditStoreSuite } from './audit-store-suite.ts'
import { syncStoreSuite } from './sync-api-store-suite.ts'

auditStoreSuite('SQLite', async () => ({ store: openSqliteStore(':memory:'), remove: async () => undefined }))
syncStoreSuite('SQLite in memory', async () => ({ store: openSqliteStore(':memory:'), remove: async () => undefined }))
syncStoreSuite('SQLite in a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-store-'))
  return { store: openSqliteStore(join(folder, 'satchel.db')), remove: async () => { rmSync(folder, { recursive: true }) } }
})

describe('the SQLite file', () => {
  const inFolder = async (test: (file: string) => Promise<void>): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'satchel-store-'))
    try { await test(join(folder, 'satchel.db')) } finally { rmSync(folder, { recursive: true }) }
  }

  it('is opened again with what it held', () => inFolder(async (file) => {
    const first = openSqliteStore(file)
    const secret = await first.accounts.secret('name', () => 'kept')
    await first.close()
    const second = openSqliteStore(file)
    expect(await second.accounts.secret('name', () => 'new')).toBe(secret)
    await second.close()
  }))

  it('of a newer Satchel is refused in so many words', () => inFolder(async (file) => {
    await openSqliteStore(file).close()
    const database = new Database(file)
    database.exec("INSERT INTO schema_steps VALUES (999, '')")
    database.close()
    expect(() => openSqliteStore(file)).toThrow('newer Satchel')
  }))

  it('of a newer Satchel that says this one can still read it is served, so that a release can be gone back on', () => inFolder(async (file) => {
    await openSqliteStore(file).close()
    const database = new Database(file), known = (database.prepare('SELECT max(step) AS step FROM schema_steps').get() as { step: number }).step
    const newer = (readableBy: number): void => {
      database.exec(`INSERT OR REPLACE INTO schema_steps VALUES (${known + 1}, ''); INSERT OR REPLACE INTO schema_readers VALUES (${known + 1}, ${readableBy})`)
    }
    newer(known)
    const store = openSqliteStore(file)
    expect(await store.health()).toEqual({ migrated: true })
    await store.close()
    newer(known + 1)
    database.close()
    expect(() => openSqliteStore(file)).toThrow('newer Satchel')
  }))

  it('says of each step since the first that was released that the version before works with it', () => inFolder(async (file) => {
    await openSqliteStore(file).close()
    const database = new Database(file)
    const steps = database.prepare('SELECT schema_steps.step AS step, readable_by AS reads FROM schema_steps LEFT JOIN schema_readers ON schema_readers.step = schema_steps.step WHERE schema_steps.step > 7').all() as { step: number; reads: number | null }[]
    database.close()
    expect(steps.length).toBeGreaterThan(2)
    for (const { step, reads } of steps) expect([step, reads !== null && reads < step]).toEqual([step, true])
  }))

  it('is durable: a write-ahead log with an fsync a commit', () => inFolder(async (file) => {
    const connection = openConnection(file)
    expect(connection.pragma('journal_mode')).toMatchObject([{ journal_mode: 'wal' }])
    expect(connection.pragma('synchronous')).toMatchObject([{ synchronous: 2 }])
    connection.close()
  }))
})
