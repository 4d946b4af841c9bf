import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/db-worker/store.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { record, seenOf, setupSynced } from './db-synced-setup.ts'

let folder: string
beforeAll(() => { folder = mkdtempSync(path.join(tmpdir(), 'satchel-restore-')) })
afterAll(() => { rmSync(folder, { recursive: true }) })

/** A SQLite file: what statements make of an empty one, or of `from`. */
function fileOf(sql: string, from?: Uint8Array): Uint8Array {
  const file = path.join(folder, `${Math.random()}.db`)
  if (from !== undefined) writeFileSync(file, from)
  const database = new Database(file)
  database.exec(sql)
  database.close()
  return new Uint8Array(readFileSync(file))
}

const add = (store: Store, firstName: string): void => {
  store.data.mutate({ mutationId: store.core.makeId(), label: 'Add', changes: [{ entity: 'contacts', recordId: store.core.makeId(), op: 'create', patch: { firstName } }] })
}
const names = (store: Store): unknown[] => store.data.list({ entity: 'contacts' }).rows.map(({ data }) => data['firstName'])

describe('a file that is a sound database and no sound backup is refused, and nothing is changed', () => {
  const tables = 'CREATE TABLE local_changes (x); CREATE TABLE sync_meta (key, value);'
  it.each<[string, string, 'of another program' | 'of ours', string]>([
    ['with tables called as ours', tables, 'of another program', 'file_unreadable'],
    ['that says it is of our version', `${tables} PRAGMA user_version = 7`, 'of another program', 'file_unreadable'],
    ['without its journal', 'DROP TABLE local_changes', 'of ours', 'file_unreadable'],
    ['whose journal lacks a column', 'ALTER TABLE local_changes DROP COLUMN along', 'of ours', 'file_unreadable'],
    ['without a table of records', 'DROP TABLE contacts', 'of ours', 'file_unreadable'],
    ['whose records are garbled', "UPDATE contacts SET data = 'x'", 'of ours', 'file_unreadable'],
    ['whose facts are garbled', "UPDATE sync_meta SET value = 'x' WHERE key = 'replicaId'", 'of ours', 'file_unreadable'],
    ['of no replica', "DELETE FROM sync_meta WHERE key = 'replicaId'", 'of ours', 'file_unreadable'],
    ['that says it is older than it is', 'PRAGMA user_version = 1', 'of ours', 'file_unreadable'],
    ['of a later version', 'PRAGMA user_version = 99', 'of ours', 'schema_newer'],
  ])('%s', async (_, sql, whose, code) => {
    const store = await openMemoryStore()
    add(store, 'Ana')
    const good = store.data.backup(), { replicaId } = store.core
    let said = ''
    try { store.data.restore(fileOf(sql, whose === 'of ours' ? good : undefined)) } catch (thrown) { said = toSatchelError(thrown).code }
    expect([said, names(store), store.core.replicaId]).toEqual([code, ['Ana'], replicaId])
    add(store, 'Ben')
    expect(names(store)).toEqual(['Ana', 'Ben'])
    store.data.restore(good)
    expect(names(store)).toEqual(['Ana'])
    expect(store.data.storage().counts['contacts']).toBe(1)
    expect(store.core.replicaId).not.toBe(replicaId)
  })
})

it('[R2] a page that was asked for before a backup was restored does not step over what came between', async () => {
  const { store, pull } = await setupSynced()
  const [between, after] = [store.core.makeId(), store.core.makeId()]
  pull('e', 3)
  const file = store.data.backup()
  pull('e', 5, record(between, 5, { firstName: 'Between' }))
  const { cursor, replicaId } = store.sync.state()
  store.data.restore(file)
  const page = { changes: [record(after, 7, { firstName: 'After' })], cursor: 'e-7', seen: seenOf('e', 7), hasMore: false }
  expect(store.sync.applyPage({ since: cursor!, replicaId, ...page })).toBe(false)
  expect(store.sync.state().cursor).toBe('e-3')
  const now = store.sync.state()
  expect(store.sync.applyPage({ since: now.cursor!, replicaId: now.replicaId, ...page })).toBe(true)
})
