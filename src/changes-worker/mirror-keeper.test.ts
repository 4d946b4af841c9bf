import { describe, expect, it } from 'vitest'
import { sleep } from '../shared/clock.ts'
import { err, ok } from '../shared/result.ts'
import type { MirrorStorage } from '../outbox/mirror-storage.ts'
import { groupMutations } from '../outbox/mirror-storage.ts'
import { applied, fakeChange, fakeId } from '../../tests/support/outbox-setup.ts'
import { setupChangesWorker, type ChangesSetup } from '../../tests/support/changes-setup.ts'

const mirrorOf = (setup: ChangesSetup): Promise<MirrorStorage> => setup.mirrors.open('satchel-test')
const mutationsIn = async (setup: ChangesSetup): Promise<string[]> => (await (await mirrorOf(setup)).mutations(-1, 10_000)).map(({ mutationId }) => mutationId)
const offline = (setup: ChangesSetup): void => {
  setup.transport.reply.push = () => err({ kind: 'offline' })
  setup.transport.reply.pull = () => err({ kind: 'offline' })
}

describe('the mirror', () => {
  it('[P7] gets whole mutations in seq order after the commit, with who they are of', async () => {
    const setup = setupChangesWorker()
    offline(setup)
    await setup.start()
    const mutation = [1, 2, 3].map((n) => fakeChange(n, { mutationId: fakeId('mutation', 1) }))
    setup.db.commit(...mutation)
    setup.db.commit(fakeChange(4))
    await setup.clock.advance(500)
    const storage = await mirrorOf(setup)
    expect(await storage.mutations(-1, 10)).toEqual(groupMutations([...mutation, fakeChange(4)]))
    expect(await storage.identity()).toEqual({ replicaId: fakeId('replica', 1), workspaceId: 'w1', userId: 'u1', schemaVersion: 1, seen: 'seen-0', account: expect.objectContaining({ email: 'u1@example.org' }) as unknown })
    expect(await setup.mirrors.names()).toEqual(['satchel-test'])
  })

  it('[P7] loses what is settled', async () => {
    const setup = setupChangesWorker()
    const answering = setup.transport.reply.push
    offline(setup)
    await setup.start()
    setup.db.commit(...Array.from({ length: 600 }, (_, i) => fakeChange(i + 1)))
    await setup.clock.advance(2_000)
    expect(await mutationsIn(setup)).toHaveLength(600)
    setup.transport.reply.push = answering
    await setup.worker.api.notify('online')
    await setup.clock.advance(5_000)
    expect(await mutationsIn(setup)).toEqual([])
  })

  it('[P6, P7] has Background Sync asked for once while the same changes wait, and anew for what waits after they went out', async () => {
    const setup = setupChangesWorker()
    const answering = setup.transport.reply.push
    const asked = (): number => setup.posts.filter((post) => 'type' in post && post.type === 'register-background-sync').length
    offline(setup)
    await setup.start()
    setup.db.commit(fakeChange(1))
    await setup.clock.advance(2_000)
    setup.db.commit(fakeChange(2))
    await setup.clock.advance(5_000)
    expect(asked()).toBe(1)
    setup.transport.reply.push = answering
    await setup.worker.api.notify('online')
    await setup.clock.advance(5_000)
    expect(await mutationsIn(setup)).toEqual([])
    offline(setup)
    setup.db.commit(fakeChange(3))
    await setup.clock.advance(2_000)
    expect(asked()).toBe(2)
  })

  it('[P7] loses what the person took back', async () => {
    const setup = setupChangesWorker()
    offline(setup)
    await setup.start()
    setup.db.commit(fakeChange(1), fakeChange(2))
    await setup.clock.advance(1_000)
    setup.db.status.delete(fakeId('change', 1))
    setup.db.commit()
    await setup.clock.advance(1_000)
    expect(await mutationsIn(setup)).toEqual([fakeId('mutation', 2)])
  })

  it('[J2] knows of what the person discards whether anybody has sent it', async () => {
    const setup = setupChangesWorker()
    offline(setup)
    await setup.start()
    setup.db.commit(fakeChange(1), fakeChange(2))
    await setup.clock.advance(1_000)
    const [sent, unsent] = [fakeId('mutation', 1), fakeId('mutation', 2)]
    await (await mirrorOf(setup)).claim([sent])
    expect(await setup.worker.api.discard([sent, unsent])).toEqual(ok(undefined))
    expect(setup.db.called('discard')).toEqual([[[sent, unsent], [unsent]]])
    await setup.clock.advance(1_000)
    expect(await mutationsIn(setup)).toEqual([sent])
  })

  it('[J2] does not give the service worker what was read before it was discarded', async () => {
    const setup = setupChangesWorker()
    offline(setup)
    await setup.start()
    const unsettled = setup.db.unsettled
    const read: { go: () => void } = { go: () => undefined }
    setup.db.unsettled = async (...range) => {
      const changes = await unsettled(...range)
      await new Promise<void>((resolve) => { read.go = resolve })
      return changes
    }
    setup.db.commit(fakeChange(1))
    await setup.clock.advance(200)
    setup.db.unsettled = unsettled
    await setup.worker.api.discard([fakeId('mutation', 1)])
    read.go()
    await setup.clock.settle()
    expect(await mutationsIn(setup)).toEqual([])
  })

  it('[J2] takes for sent what it cannot ask the mirror about, and lets nobody wait for it', async () => {
    const setup = setupChangesWorker(({ mirrors }) => {
      const { open } = mirrors
      mirrors.open = async (name) => ({ ...await open(name), withdraw: () => new Promise(() => undefined) })
    })
    offline(setup)
    await setup.start()
    setup.db.commit(fakeChange(1))
    await setup.clock.advance(1_000)
    const discarded = setup.worker.api.discard([fakeId('mutation', 1)])
    await setup.clock.advance(6_000)
    expect(await discarded).toEqual(ok(undefined))
    expect(setup.db.called('discard')).toEqual([[[fakeId('mutation', 1)], []]])
  })

  it('[P7, R1] gives the journal at the start what the service worker was answered, and sends none of it again', async () => {
    const changes = [fakeChange(1), fakeChange(2), fakeChange(3)]
    const setup = setupChangesWorker(({ db }) => {
      db.journal.push(...changes)
      for (const { id } of changes) db.status.set(id, 'pending')
    })
    await (await mirrorOf(setup)).write({
      put: groupMutations(changes),
      note: changes.slice(0, 2).map((change) => ({ changeId: change.id, mutationId: change.mutationId, seq: change.seq, result: applied(change), seen: `seen-${change.seq}` })),
    })
    await setup.start()
    // [R1] With what it was given then: no `seen` the replica ever had is lost.
    expect(setup.db.called('applyResults').slice(0, 2).map(([, seen]) => seen)).toEqual(['seen-1', 'seen-2'])
    expect(setup.transport.pushes.map((push) => push.changes.map(({ id }) => id))).toEqual([[fakeId('change', 3)]])
    expect([...setup.db.status.values()]).toEqual(['synced', 'synced', 'synced'])
    await setup.clock.advance(1_000)
    expect(await mutationsIn(setup)).toEqual([])
    expect(await (await mirrorOf(setup)).answers()).toEqual([])
    expect(setup.db.logged).toContainEqual(expect.stringContaining('2 changes were sent in the background'))
  })

  it('[P7] follows SQLite at the start: fills in what a crash kept from it, drops what is settled', async () => {
    const setup = setupChangesWorker(({ db }) => {
      db.journal.push(fakeChange(1), fakeChange(2))
      db.status.set(fakeId('change', 1), 'synced')
      db.status.set(fakeId('change', 2), 'pending')
    })
    offline(setup)
    await (await mirrorOf(setup)).write({ put: groupMutations([fakeChange(1)]) })
    await setup.start()
    expect(await mutationsIn(setup)).toEqual([fakeId('mutation', 2)])
  })

  it('[P7] gives a database that was rebuilt after damage what only the mirror still has, before any pull', async () => {
    const setup = setupChangesWorker(({ db }) => {
      db.adopt = (changes) => {
        db.journal.push(...changes)
        for (const { id } of changes) db.status.set(id, 'pending')
        expect(db.called('pullCompleted')).toEqual([])
        return Promise.resolve(ok(changes.length))
      }
    })
    await (await mirrorOf(setup)).write({ put: groupMutations([fakeChange(7)]) })
    await setup.start()
    expect(setup.transport.pushes.flatMap((push) => push.changes)).toEqual([fakeChange(7)])
    expect(setup.db.called('pullCompleted')).toHaveLength(1)
  })

  it('[P7, J2] and goes on giving it where that takes longer than a pull waits', async () => {
    const all = Array.from({ length: 450 }, (_, i) => fakeChange(i + 7))
    let adopting = true, pulledAt = -1
    const setup: ChangesSetup = setupChangesWorker(({ db }) => {
      // As the journal does it: taken in until the mirror has been read to its end.
      db.adopt = async (changes, isAll = false) => {
        await sleep(setup.clock, 4_000)
        const fresh = adopting ? changes.filter(({ id }) => !db.status.has(id)) : []
        adopting &&= !isAll
        if (pulledAt < 0 && db.called('pullCompleted').length > 0) pulledAt = db.journal.length
        if (fresh.length > 0) db.commit(...fresh)
        return ok(fresh.length)
      }
    })
    await (await mirrorOf(setup)).write({ put: groupMutations(all) })
    const started = setup.start()
    await setup.clock.advance(120_000)
    await started
    expect(pulledAt).toBeGreaterThanOrEqual(0)
    expect(pulledAt).toBeLessThan(450)
    expect(new Set(setup.transport.pushes.flatMap((push) => push.changes.map(({ id }) => id))).size).toBe(450)
    expect(adopting).toBe(false)
  })

  it('[P7] drops what the journal does not want back', async () => {
    const setup = setupChangesWorker()
    await (await mirrorOf(setup)).write({ put: groupMutations([fakeChange(7)]) })
    await setup.start()
    expect(setup.db.adopts).toEqual([fakeChange(7)])
    expect(await mutationsIn(setup)).toEqual([])
  })

  it('[P6] asks for Background Sync at once where pushes fail, and not for an ordinary edit', async () => {
    const setup = setupChangesWorker()
    await setup.start()
    setup.db.commit(fakeChange(1))
    await setup.clock.advance(5_000)
    const asked = (): number => setup.posts.filter((post) => 'type' in post).length
    expect(asked()).toBe(0)
    offline(setup)
    setup.db.commit(fakeChange(2))
    await setup.clock.advance(200)
    expect(asked()).toBe(1)
  })

  it('goes on without IndexedDB', async () => {
    const setup = setupChangesWorker(({ mirrors }) => { mirrors.open = () => Promise.reject(new Error('no IndexedDB here')) })
    await setup.start()
    setup.db.commit(fakeChange(1))
    await setup.clock.advance(1_000)
    expect(setup.db.status.get(fakeId('change', 1))).toBe('synced')
  })
})
