import { expect, it } from 'vitest'
import { createStore } from '../../src/db-worker/store.ts'
import type { MemoryVfs } from '../../src/db-worker/vfs.ts'
import { productModel } from '../../src/model/model.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { openMemoryDb } from '../support/memory-db.ts'

const IOERR_WRITE = 778

/** A store over a disk that takes only so many more bytes, and answers as the VFS does when the quota is full. */
async function setupFullableDisk() {
  let room = Infinity
  const db = await openMemoryDb((files) => {
    const write = files.jWrite.bind(files)
    files.jWrite = (fileId, data, offset) => {
      if (data.byteLength > room) return IOERR_WRITE
      room -= data.byteLength
      return write(fileId, data, offset)
    }
  })
  const store = createStore({ db, model: productModel, clock: systemClock, random: systemRandom, log: silentLog, storage: { kind: 'memory', databaseName: 'full' }, isIdle: () => false })
  const create = (lastName: string): void => {
    store.data.mutate({ mutationId: store.core.makeId(), label: 'Create', changes: [{ entity: 'contacts', recordId: store.core.makeId(), op: 'create', patch: { lastName, source: 'x'.repeat(900) } }] })
  }
  const names = (): unknown[] => store.data.list({ entity: 'contacts', limit: 1_000 }).rows.map((row) => row.data['lastName'])
  return { store, create, names, leave: (bytes: number) => { room = bytes } }
}

const codeOf = (work: () => void): string => {
  try {
    work()
    return 'ok'
  } catch (thrown) {
    return thrown instanceof SatchelError ? thrown.code : String(thrown)
  }
}

it('[J1] a full disk: the write answers storage_full, nothing of it is there, what was saved is whole, and it goes on once there is room', async () => {
  const { store, create, names, leave } = await setupFullableDisk()
  for (let i = 0; i < 20; i += 1) create(`Saved ${10 + i}`)
  const before = names()
  // Wherever in the transaction the space ends.
  for (const room of [0, 100, 4_096, 9_000, 20_000, 30_000]) {
    leave(room)
    let saved = 0
    let code = 'ok'
    for (let i = 0; i < 20 && code === 'ok'; i += 1) {
      code = codeOf(() => { create(`Z ${room} ${i}`) })
      if (code === 'ok') saved += 1
    }
    expect(code).toBe('storage_full')
    expect(store.core.db.inTransaction()).toBe(false)
    leave(Infinity)
    expect(names()).toHaveLength(before.length + saved)
    expect(store.data.journal({}).total).toBe(before.length + saved)
    before.push(...Array.from({ length: saved }, () => 'Z'))
  }
  create('After')
  expect(names()).toContain('After')
  expect(store.core.db.value('PRAGMA integrity_check')).toBe('ok')
  expect(store.data.journal({}).total).toBe(names().length)
})

it('a full disk stops neither lists nor searches', async () => {
  const { store, create, leave } = await setupFullableDisk()
  for (let i = 0; i < 2_100; i += 1) create(`Name ${i}`)
  leave(0)
  expect(store.data.list({ entity: 'contacts', search: 'name 7', sort: ['company'] }).total).toBeGreaterThan(100)
  expect(store.data.list({ entity: 'contacts', where: { lastName: 'name 7' } }).total).toBe(1)
})

it('[J1] opened on a disk that is full already, everything can be read, also after a write was refused (seed 4042 with restores)', async () => {
  const made = await openMemoryDb()
  createStore({ db: made, model: productModel, clock: systemClock, random: systemRandom, log: silentLog, storage: { kind: 'memory', databaseName: 'full' }, isIdle: () => false })
  const file = made.serialize().slice()
  made.close()
  let full = true, written = 0
  const db = await openMemoryDb((files) => {
    const write = files.jWrite.bind(files)
    files.jWrite = (fileId, data, offset) => {
      if (full) return IOERR_WRITE
      written += data.byteLength
      return write(fileId, data, offset)
    }
    ;(files as MemoryVfs).mapNameToFile.set('/main.db', { pathname: '/main.db', flags: 0, size: file.byteLength, data: file.buffer })
  })
  const insert = (): void => { db.run("INSERT INTO sync_meta (key, value) VALUES ('a', '1')") }
  expect(codeOf(insert)).toBe('storage_full')
  expect(db.value("SELECT count(*) FROM sync_meta WHERE key = 'a'")).toBe(0)
  expect(codeOf(insert)).toBe('storage_full')
  expect(db.value("SELECT count(*) FROM sync_meta WHERE key = 'a'")).toBe(0)
  full = false
  insert()
  expect(db.value("SELECT count(*) FROM sync_meta WHERE key = 'a'")).toBe(1)
  expect(written).toBeGreaterThan(0)
})
