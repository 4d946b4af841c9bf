import { describe, expect, it } from 'vitest'
import { ok } from '../shared/result.ts'
import type { Change } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'
import { account, applied, createFakeTransport, fakeChange, fakeId } from '../../tests/support/outbox-setup.ts'
import { drain } from './drain.ts'
import { createFakeMirrorStorage } from './fake-mirror-storage.ts'
import { createMirrorSource } from './mirror-source.ts'
import { groupMutations, type MirrorStorage } from './mirror-storage.ts'

async function setupMirror(changes: Change[], noted: PushResult[] = [], prepare: (storage: MirrorStorage) => MirrorStorage = (storage) => storage): Promise<{ storage: MirrorStorage; push: () => Promise<string[][]>; reply: (answer: (change: Change) => PushResult) => void }> {
  const storage = prepare(createFakeMirrorStorage())
  const transport = createFakeTransport()
  await storage.write({
    identity: { replicaId: fakeId('replica', 1), workspaceId: 'w1', userId: 'u1', schemaVersion: 1, seen: 'seen-0', account: null },
    put: groupMutations(changes),
    note: noted.map((result) => {
      const change = changes.find(({ id }) => id === result.id)!
      return { changeId: change.id, mutationId: change.mutationId, seq: change.seq, result, seen: null }
    }),
  })
  return {
    storage,
    reply: (answer) => { transport.reply.push = (request) => ok({ results: request.changes.map(answer), seen: 'seen-2', serverTime: '' }) },
    push: async () => {
      const from = transport.pushes.length
      await drain({ transport, account, clock: { now: () => 0 }, locked: (work) => work(), source: await createMirrorSource(storage, (await storage.identity())!) })
      return transport.pushes.slice(from).map((push) => push.changes.map((change) => change.id))
    },
  }
}
const change = (n: number): string => fakeId('change', n)
const deferred = (id: string): PushResult => ({ id, status: 'deferred', waitsFor: fakeId('record', 99) })
const rejected = (id: string): PushResult => ({ id, status: 'rejected', error: { code: 'invalid', message: 'no' } })

describe('pushing from the mirror', () => {
  it('[P7] sends whole mutations in seq order, over as many pages and batches as there are', async () => {
    const changes = Array.from({ length: 450 }, (_, i) => fakeChange(i + 1, { mutationId: fakeId('mutation', Math.floor(i / 3)) }))
    const { push, storage } = await setupMirror([...changes].reverse().sort((a, b) => b.seq - a.seq).reverse())
    const sent = await push()
    expect(sent.flat()).toEqual(changes.map(({ id }) => id))
    expect(sent.every((batch) => batch.length <= 100 && batch.length % 3 === 0)).toBe(true)
    expect(await storage.answers()).toHaveLength(450)
  })

  it('[P7] notes the answers and the newest seen, and sends nothing twice', async () => {
    const { push, storage, reply } = await setupMirror([fakeChange(1), fakeChange(2)])
    reply((sent) => applied(sent))
    await push()
    expect((await storage.answers()).map(({ changeId, result, seen }) => [changeId, result.status, seen])).toEqual([[change(1), 'applied', 'seen-2'], [change(2), 'applied', 'seen-2']])
    expect((await storage.identity())?.seen).toBe('seen-2')
    expect(await push()).toEqual([])
  })

  it('[J3] leaves what touches or names a deferred record to the journal', async () => {
    const { push } = await setupMirror([
      fakeChange(1, { recordId: fakeId('record', 1) }),
      fakeChange(2, { recordId: fakeId('record', 1), op: 'update' }),
      fakeChange(3, { recordId: fakeId('record', 3), patch: { contact: fakeId('record', 1) } }),
      fakeChange(4, { recordId: fakeId('record', 3), op: 'update' }),
      fakeChange(5, { recordId: fakeId('record', 5) }),
    ], [deferred(change(1))])
    expect(await push()).toEqual([[change(5)]])
  })

  it('[P4] leaves what builds upon a rejected create to the journal', async () => {
    const { push, reply } = await setupMirror([fakeChange(1, { recordId: fakeId('record', 1) }), fakeChange(2, { recordId: fakeId('record', 2) })])
    reply((sent) => (sent.id === change(1) ? rejected(sent.id) : applied(sent)))
    expect(await push()).toEqual([[change(1), change(2)]])
    const again = await setupMirror([fakeChange(1, { recordId: fakeId('record', 1) }), fakeChange(2, { recordId: fakeId('record', 1), op: 'update' })], [rejected(change(1))])
    expect(await again.push()).toEqual([])
  })

  it('[J2] claims what it is about to send, before it sends it', async () => {
    const { push, storage, reply } = await setupMirror([fakeChange(1), fakeChange(2)])
    const withdrawn: Promise<string[]>[] = []
    reply((sent) => { withdrawn.push(storage.withdraw([[sent.mutationId]])); return applied(sent) })
    expect(await push()).toEqual([[change(1), change(2)]])
    expect((await Promise.all(withdrawn)).flat()).toEqual([])
  })

  it('[J2] does not send what was withdrawn after it was read, and goes on with the rest', async () => {
    let withdrawn = false
    const withdrawing = (storage: MirrorStorage): MirrorStorage => ({
      ...storage,
      mutations: async (...range) => {
        const read = await storage.mutations(...range)
        if (!withdrawn) await storage.withdraw(Array.from({ length: 120 }, (_, i) => [fakeId('mutation', i + 1)]))
        withdrawn = true
        return read
      },
    })
    const { push } = await setupMirror(Array.from({ length: 150 }, (_, i) => fakeChange(i + 1)), [], withdrawing)
    const sent = (await push()).flat()
    expect(sent).toHaveLength(30)
    expect(sent[0]).toBe(change(121))
  })
})
