import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MemoryVFS } from 'wa-sqlite/src/examples/MemoryVFS.js'
import { bufferLog, type LogFlushes } from '../../src/db-worker/buffered-wal.ts'
import { connect, pragmas } from '../../src/db-worker/connect.ts'
import { gatherPages } from '../../src/db-worker/gathered-pages.ts'
import { loadModule } from '../../src/db-worker/open-memory.ts'
import { createStore, type Store } from '../../src/db-worker/store.ts'
import type { MemoryVfs } from '../../src/db-worker/vfs.ts'
import { productModel } from '../../src/model/model.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { instantiateWasm } from '../support/new-database.ts'
import { applied, record, seenOf } from './db-synced-setup.ts'

/** What was done to a file and not flushed. */
interface Step { path: string; offset: number; bytes: Uint8Array | null }
type Disk = Map<string, Uint8Array>

interface Machine {
  store: Store
  /** The files that were flushed, one by one. */
  flushed: string[]
  /** The power goes: of what was not flushed the disk has kept those steps that `keeps` names. */
  cut(keeps: (step: number) => boolean): Disk
}

const name = 'cut.db', tail = '-wal'

const loading = loadModule({ instantiateWasm })
let machines = 0

/** A store over a disk that says what of it would be left. */
async function startMachine(disk: Disk): Promise<Machine> {
  const module = await loading
  const vfs = await MemoryVFS.create(`machine ${machines += 1}`, module) as MemoryVfs
  for (const [path, bytes] of disk) vfs.mapNameToFile.set(path, { pathname: path, flags: 0, size: bytes.byteLength, data: bytes.slice().buffer })
  const lasting: Disk = new Map(disk), steps: Step[] = [], flushed: string[] = []
  const { jWrite, jSync, jTruncate } = vfs
  const pathOf = (fileId: number): string => vfs.mapIdToFile.get(fileId)!.pathname
  vfs.jWrite = (fileId, data, offset) => {
    steps.push({ path: pathOf(fileId), offset, bytes: Uint8Array.from(data.subarray()) })
    return jWrite.call(vfs, fileId, data, offset)
  }
  vfs.jTruncate = (fileId, size) => {
    steps.push({ path: pathOf(fileId), offset: size, bytes: null })
    return jTruncate.call(vfs, fileId, size)
  }
  vfs.jSync = (fileId, flags) => {
    const path = pathOf(fileId)
    flushed.push(path)
    for (const step of steps.filter((one) => one.path === path)) perform(lasting, step)
    steps.splice(0, steps.length, ...steps.filter((one) => one.path !== path))
    return jSync.call(vfs, fileId, flags)
  }
  const flushes: LogFlushes = { now: true }
  gatherPages(vfs, (fileId) => pathOf(fileId).endsWith(name))
  bufferLog(vfs, (fileId) => pathOf(fileId).endsWith(tail), flushes)
  module.vfs_register(vfs, false)
  const db = await connect(module, vfs.name, name, flushes)
  for (const pragma of pragmas) pragma(db)
  const store = createStore({ db, model: productModel, clock: systemClock, random: systemRandom, log: silentLog, storage: { kind: 'memory', databaseName: name }, isIdle: () => false })
  return {
    store, flushed,
    cut: (keeps) => {
      const left: Disk = new Map(lasting)
      steps.forEach((step, i) => { if (keeps(i)) perform(left, step) })
      store.close()
      return left
    },
  }
}

function perform(disk: Disk, { path, offset, bytes }: Step): void {
  const before = disk.get(path) ?? new Uint8Array()
  const after = new Uint8Array(bytes === null ? Math.min(before.byteLength, offset) : Math.max(before.byteLength, offset + bytes.byteLength))
  after.set(before.subarray(0, after.byteLength))
  if (bytes !== null) after.set(bytes, offset)
  disk.set(path, after)
}

const theirs = '01990000-0000-7000-8000-00000000000b'
const frame = (store: Store, n: number): void => {
  const payload = record(theirs, n, { lastName: `Theirs ${n}` })
  const done = store.sync.applyFrame({ type: 'sync_event', from: `cursor ${n - 1}`, to: `cursor ${n}`, seen: seenOf('e', n), events: [{ entity: 'contacts', action: 'updated', id: theirs, revision: n, payload }] })
  expect(done).toBe(true)
}
const write = (store: Store, lastName: string): string => {
  const recordId = store.core.makeId()
  store.data.mutate({ mutationId: store.core.makeId(), label: 'Create', changes: [{ entity: 'contacts', recordId, op: 'create', patch: { lastName } }] })
  return recordId
}
const begin = (store: Store): void => {
  store.sync.bindTo('w', 'me', 'owner')
  store.sync.applyPage({ changes: [record(theirs, 1, { lastName: 'Theirs 1' })], cursor: 'cursor 1', seen: seenOf('e', 1), hasMore: false })
}

it('[J1] a frame and an answer wait for no disk, what the person writes does, and takes along what came before it', async () => {
  const { store, flushed, cut } = await startMachine(new Map())
  begin(store)
  const mine = write(store, 'Mine')
  const [sent] = store.sync.nextBatch().changes
  flushed.length = 0
  frame(store, 2)
  store.sync.applyResults([applied(sent!.id, { ...record(mine, 3, { lastName: 'Mine' }) })], seenOf('e', 3))
  expect(flushed).toEqual([])
  const again = await startMachine(cut(() => false)), lost = again.store
  expect([lost.sync.state().cursor, lost.data.get('contacts', theirs)?.data['lastName'], lost.data.get('contacts', mine)?.data['lastName']]).toEqual(['cursor 1', 'Theirs 1', 'Mine'])
  // The same ids travel again.
  expect(lost.sync.nextBatch().changes).toEqual([sent])
  again.flushed.length = 0
  frame(lost, 2)
  write(lost, 'More')
  expect(again.flushed).toEqual([`/${name}${tail}`])
  const kept = (await startMachine(again.cut(() => false))).store
  expect([kept.sync.state().cursor, kept.data.get('contacts', theirs)?.data['lastName'], kept.sync.state().counts.pending]).toEqual(['cursor 2', 'Theirs 2', 2])
  kept.close()
})

it('the database file is touched only once the log is on the disk', async () => {
  const { store, flushed } = await startMachine(new Map())
  begin(store)
  store.core.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  flushed.length = 0
  frame(store, 2)
  store.core.db.exec('PRAGMA wal_checkpoint(PASSIVE)')
  expect(flushed).toEqual([`/${name}${tail}`, `/${name}`])
  store.close()
})

it('[J1, R2] wherever the power goes: what the person wrote is there, and a frame is there with its cursor or neither is', async () => {
  const first = await startMachine(new Map())
  begin(first.store)
  const begun = first.cut(() => true)
  const step = fc.constantFrom('write', 'frame', 'answer', 'checkpoint', 'empty log', 'cut')
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), async (steps, keeps) => {
    let n = 1, machine = await startMachine(begun)
    const written: string[] = []
    for (const kind of [...steps, 'cut']) {
      const { store } = machine
      if (kind === 'write') written.push(write(store, `Mine ${written.length}`))
      else if (kind === 'frame') frame(store, n += 1)
      else if (kind === 'answer') store.sync.applyResults(store.sync.nextBatch().changes.map(({ id, recordId, patch }) => applied(id, record(recordId, n, patch as never))), seenOf('e', n))
      else if (kind !== 'cut') store.core.db.exec(`PRAGMA wal_checkpoint(${kind === 'checkpoint' ? 'PASSIVE' : 'TRUNCATE'})`)
      if (kind !== 'cut') continue
      machine = await startMachine(machine.cut((at) => keeps[at % keeps.length]!))
      const after = machine.store, cursor = Number(after.sync.state().cursor?.slice('cursor '.length))
      expect(after.core.db.value('PRAGMA integrity_check')).toBe('ok')
      expect(after.data.get('contacts', theirs)).toMatchObject({ revision: cursor, data: { lastName: `Theirs ${cursor}` } })
      for (const [i, id] of written.entries()) expect(after.data.get('contacts', id)?.data['lastName']).toBe(`Mine ${i}`)
      n = cursor
    }
    machine.store.close()
  }), { numRuns: 8 })
})
