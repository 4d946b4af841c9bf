import { expect, it } from 'vitest'
import { refill } from '../../src/db-worker/refill.ts'
import { hashed } from '../../src/db-worker/journal.ts'
import { rescue } from '../../src/db-worker/rescue.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { productModel } from '../../src/model/model.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { applied, record, seenOf, setupSynced } from './db-synced-setup.ts'

const none = new Uint8Array()

async function setupFilled(): Promise<{ store: Store; contactIds: string[] }> {
  const store = await openMemoryStore()
  const contactIds = Array.from({ length: 400 }, () => store.core.makeId())
  for (let i = 0; i < 400; i += 100) {
    store.data.mutate({ mutationId: store.core.makeId(), label: 'Create', changes: contactIds.slice(i, i + 100).map((recordId, k) => ({ entity: 'contacts', recordId, op: 'create', patch: { firstName: `Änne ${i + k}`, lastName: 'Silva' } })) })
  }
  // Longer than a page: it goes on in overflow pages.
  store.data.mutate({ mutationId: store.core.makeId(), label: 'Note', changes: [{ entity: 'notes', recordId: store.core.makeId(), op: 'create', patch: { contactId: contactIds[0]!, body: 'é'.repeat(9_000) } }] })
  return { store, contactIds }
}

it('from a whole file every unsettled change is read, exactly as it was journaled', async () => {
  const { store } = await setupFilled()
  const journaled = store.sync.unsettled(0, 1_000)
  const { unsettled, failed, records } = rescue(productModel, store.data.backup(), none)
  expect(unsettled.map(hashed)).toEqual(journaled)
  expect(failed).toEqual([])
  expect(records).toHaveLength(401)
})

it('from a file with rubbish in it what is left is read, and a fresh database goes on with it', async () => {
  const { store } = await setupFilled()
  const identity = { replicaId: store.core.replicaId, workspaceId: 'w', userId: 'u', role: 'owner' }
  const file = store.data.backup()
  for (let at = 0; at < file.length; at += 65_536) file.fill(0xa5, at, at + 8_192)
  const rescued = rescue(productModel, file, none)
  expect(rescued.unsettled.length).toBeGreaterThan(200)

  const fresh = await openMemoryStore()
  refill(fresh.core, rescued, identity, 'aside')
  const info = fresh.data.storage()
  expect(info.recovered).toMatchObject({ rescuedChanges: rescued.unsettled.length, asideName: 'aside' })
  expect(info).toMatchObject({ workspaceId: 'w', replicaId: identity.replicaId })
  expect(info.counts['contacts']).toBeGreaterThan(rescued.unsettled.length * 0.9)
  expect(fresh.core.db.value('PRAGMA integrity_check')).toBe('ok')
  // Numbers that unread rows may have had are not given again.
  fresh.data.mutate({ mutationId: fresh.core.makeId(), label: 'x', changes: [{ entity: 'contacts', recordId: fresh.core.makeId(), op: 'create', patch: { lastName: 'New' } }] })
  expect(fresh.data.journal({ limit: 1 }).rows[0]!.change.seq).toBeGreaterThan(store.data.journal({ limit: 1 }).rows[0]!.change.seq)
})

it('what the mirror holds is taken in by a rebuilt database until it has synced, and by no other', async () => {
  const { store } = await setupFilled()
  const mirror = store.sync.unsettled(0, 100)
  expect(store.sync.adopt(mirror)).toBe(0)
  const mutationIds = mirror.map((change) => change.mutationId)
  store.sync.discard(mutationIds, mutationIds)
  expect(store.sync.adopt(mirror)).toBe(0)

  const fresh = await openMemoryStore()
  refill(fresh.core, { unsettled: [], failed: [], highestSeq: 0, records: [] }, null, 'aside')
  expect(fresh.sync.adopt(mirror)).toBe(100)
  expect(fresh.sync.adopt(mirror)).toBe(0)
  expect(fresh.data.storage().counts['contacts']).toBe(100)
  expect(fresh.sync.nextBatch().changes).toEqual(mirror)
  fresh.sync.pullCompleted()
  expect(fresh.sync.adopt(store.sync.unsettled(0, 500))).toBe(0)
})

it('rubbish alone gives nothing and does not throw', () => {
  const rubbish = Uint8Array.from({ length: 100_000 }, (_, i) => (i % 4_096 === 0 ? 0x0d : (i * 7919) % 256))
  expect(rescue(productModel, rubbish, rubbish)).toEqual({ unsettled: [], failed: [], highestSeq: 0, records: [] })
  expect(rescue(productModel, none, none).unsettled).toEqual([])
})

it('[R2, M4] a record that the server has is not made anew from an older state that the log still holds', async () => {
  const { store, write } = await setupSynced()
  const [synced, mine] = [store.core.makeId(), store.core.makeId()]
  write(synced, 'create', { firstName: 'Ana' })
  const whenMade = store.data.backup()
  const { changes } = store.sync.nextBatch()
  store.sync.applyResults([applied(changes[0]!.id, record(synced, 7, { firstName: 'Ana' }))], seenOf('e', 7))
  store.core.db.run('DELETE FROM local_changes')
  write(mine, 'create', { firstName: 'Ben' })
  const { records, unsettled } = rescue(productModel, none, logOf(whenMade, store.data.backup()))
  expect(records.map(({ id }) => id)).not.toContain(synced)
  expect([...records.map(({ id }) => id), ...unsettled.map(({ recordId }) => recordId)]).toContain(mine)
})

/** A write-ahead log in which a file was written whole, again and again. */
function logOf(...files: Uint8Array[]): Uint8Array {
  const size = 4_096, frames = files.flatMap((file) => Array.from({ length: file.length / size }, (_, i) => ({ number: i + 1, page: file.subarray(i * size, (i + 1) * size) })))
  const log = new Uint8Array(32 + frames.length * (24 + size))
  new DataView(log.buffer).setUint32(8, size)
  frames.forEach(({ number, page }, i) => {
    const at = 32 + i * (24 + size)
    new DataView(log.buffer).setUint32(at, number)
    log.set(page, at + 24)
  })
  return log
}
