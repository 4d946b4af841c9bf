import { describe, expect, it } from 'vitest'
import { err, ok } from '../shared/result.ts'
import { applied, fakeChange, fakeId, fakeSession, retryLater, signedOut } from '../../tests/support/outbox-setup.ts'
import { setupChangesWorker } from '../../tests/support/changes-setup.ts'

const poison = { kind: 'bisect', code: 'invalid', message: 'no such field', trusted: true } as const
const change = (n: number): string => fakeId('change', n)

describe('pushing', () => {
  it('[P6] begins within 50 ms of the commit', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    db.commit(fakeChange(1))
    await clock.advance(0)
    expect(transport.pushes.map((push) => push.changes.map(({ id }) => id))).toEqual([[change(1)]])
  })

  it('[M1] pushes as the replica that the database is now, also after a restored backup made it another', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    db.commit(fakeChange(1))
    await clock.settle()
    db.identityNow = { ...db.identityNow, replicaId: fakeId('replica', 2) }
    db.commit(fakeChange(2))
    await clock.settle()
    expect(transport.pushes.map((push) => push.replicaId)).toEqual([fakeId('replica', 1), fakeId('replica', 2)])
  })

  it('[P6] takes along what is committed during a push, without waiting for an echo', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = async (request) => {
      if (transport.pushes.length === 1) db.commit(fakeChange(2))
      return answering(request)
    }
    db.commit(fakeChange(1))
    await clock.settle()
    expect(transport.pushes.flatMap((push) => push.changes.map(({ id }) => id))).toEqual([change(1), change(2)])
    expect(db.called('applyFrame')).toEqual([])
  })

  it('[M4] asks what became of what is shown as gone along with what it sent: the answer does not tell', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    await clock.settle()
    const asked = transport.pulls.length
    db.commit(fakeChange(1))
    await clock.settle()
    expect(transport.pulls).toHaveLength(asked)
    db.heldAlong = true
    db.commit(fakeChange(2))
    await clock.settle()
    expect(transport.pulls).toHaveLength(asked + 1)
  })

  it('[P6] is one in flight, however often it is woken', async () => {
    const { db, transport, clock, worker, start } = setupChangesWorker()
    await start()
    let inFlight = 0
    let most = 0
    const answering = transport.reply.push
    transport.reply.push = async (request) => {
      inFlight += 1
      most = Math.max(most, inFlight)
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 20) })
      inFlight -= 1
      return answering(request)
    }
    for (let n = 1; n <= 30; n += 1) { db.commit(fakeChange(n)); void worker.api.syncNow(); void worker.api.notify('focus'); await clock.advance(3) }
    await clock.advance(2_000)
    expect(most).toBe(1)
    expect([...db.status.values()].every((status) => status === 'synced')).toBe(true)
    expect(transport.pushes.flatMap((push) => push.changes)).toHaveLength(30)
  })

  it('[P3] sends the same changes again when the answer was lost', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = () => err(retryLater())
    db.commit(fakeChange(1), fakeChange(2))
    await clock.settle()
    transport.reply.push = answering
    await clock.advance(1_000)
    expect(transport.pushes).toHaveLength(2)
    expect(transport.pushes[1]?.changes).toEqual(transport.pushes[0]?.changes)
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('[P4] bisects a refused push: the poisoned mutation fails, all others are through', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = (request) => (request.changes.some(({ seq }) => seq === 13) ? err(poison) : answering(request))
    db.commit(...Array.from({ length: 40 }, (_, i) => fakeChange(i + 1)))
    await clock.settle()
    expect([...db.status].filter(([, value]) => value !== 'synced')).toEqual([[change(13), 'failed']])
    expect(db.logged.some((text) => text.includes('refused 1 change'))).toBe(true)
  })

  it('[P5] pauses when signed out, keeps every change and rejects none', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = () => err(signedOut)
    db.commit(fakeChange(1), fakeChange(2))
    await clock.advance(3_600_000)
    expect(transport.refreshes).toBe(1)
    expect(transport.pushes).toHaveLength(1)
    expect([...db.status.values()]).toEqual(['pending', 'pending'])
    expect(await status()).toMatchObject({ state: 'signed_out', pending: 2, struggling: 0, error: { code: 'signed_out' } })

    transport.reply.push = answering
    expect((await worker.api.login({ email: 'u1@example.org', password: 'a' })).ok).toBe(true)
    await clock.settle()
    expect([...db.status.values()]).toEqual(['synced', 'synced'])
  })

  it('[P5] refreshes an ended session once and nobody notices', async () => {
    const { db, transport, clock, status, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = (request) => (transport.refreshes === 0 ? err(signedOut) : answering(request))
    transport.reply.refresh = () => ok(fakeSession())
    db.commit(fakeChange(1))
    await clock.settle()
    expect(db.status.get(change(1))).toBe('synced')
    expect((await status()).state).toBe('idle')
  })

  it('[P5] pauses when another account is signed in, and looks again when the person comes back', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    const { push, pull } = transport.reply
    transport.reply.push = () => err({ kind: 'wrong_account', message: '' })
    transport.reply.pull = () => err({ kind: 'wrong_account', message: '' })
    db.commit(fakeChange(1))
    await clock.settle()
    expect(await status()).toMatchObject({ state: 'blocked', pending: 1, error: { code: 'wrong_account' } })
    transport.reply.push = push
    transport.reply.pull = pull
    await worker.api.notify('focus')
    await clock.advance(0)
    expect(await status()).toMatchObject({ state: 'idle', pending: 0 })
  })

  it('[K2] waits for the update when the code is too old', async () => {
    const { db, transport, clock, status, start } = setupChangesWorker()
    await start()
    transport.reply.push = () => err({ kind: 'too_old', message: '' })
    db.commit(fakeChange(1))
    await clock.advance(3_600_000)
    expect(transport.pushes).toHaveLength(1)
    expect(await status()).toMatchObject({ state: 'blocked', pending: 1, error: { code: 'code_too_old' } })
  })

  it('says that something else than the server answers, and loses nothing', async () => {
    const { db, transport, clock, status, start } = setupChangesWorker()
    await start()
    transport.reply.push = () => err({ kind: 'garbage', message: 'HTTP 200 <html>' })
    transport.reply.pull = () => err({ kind: 'garbage', message: 'HTTP 200 <html>' })
    db.commit(fakeChange(1))
    await clock.advance(30_000)
    expect(await status()).toMatchObject({ state: 'waiting', pending: 1, error: { code: 'server_garbage' } })
    expect(db.logged.filter((text) => text.includes('Something other')).length).toBe(1)
  })

  it('[P2] asks one pull for a deferred change, then leaves it until there is news', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const pulls = transport.pulls.length
    transport.reply.push = (request) => ok({ results: request.changes.map(({ id }) => ({ id, status: 'deferred', waitsFor: fakeId('record', 9) })), seen: 's', serverTime: '' })
    db.commit(fakeChange(1))
    await clock.advance(60_000)
    expect(transport.pulls.length - pulls).toBe(1)
    expect(transport.pushes).toHaveLength(2)
    transport.reply.push = (request) => ok({ results: request.changes.map((sent) => applied(sent)), seen: 's', serverTime: '' })
    await clock.advance(300_000)
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('[R5] goes on with the journal after the server began anew: snapshot first, then the same changes', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    const order: string[] = []
    transport.reply.push = (request) => {
      order.push(`push upon ${request.seen ?? 'nothing'}`)
      return request.seen === 'seen-new' ? answering(request) : err({ kind: 'epoch_changed', results: [] })
    }
    transport.reply.snapshot = () => { order.push('snapshot'); return [{ cursor: 'cursor-new', seen: 'seen-new', counts: {} }, { end: true }] }
    db.commit(fakeChange(1))
    await clock.settle()
    expect(order).toEqual(['push upon seen-0', 'snapshot', 'push upon seen-new'])
    expect(db.called('resetRequired')).toEqual([['all']])
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('[R5] an answer about the epoch that a pull has left meanwhile resets nothing again, and the changes go', async () => {
    const { db, transport, clock, worker, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = async (request) => {
      if (request.seen === 'seen-new') return answering(request)
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 500) })
      return err({ kind: 'epoch_changed', results: [] })
    }
    transport.reply.pull = ({ since }) => (since === 'cursor-0' ? err({ kind: 'reset', entities: ['contacts'] }) : ok({ changes: [], cursor: since, seen: 'seen-new', hasMore: false }))
    transport.reply.snapshot = () => [{ cursor: 'cursor-new', seen: 'seen-new', counts: {} }, { end: true }]
    db.commit(fakeChange(1))
    await clock.settle()
    void worker.api.notify('focus')
    await clock.advance(2_000)
    expect(transport.snapshots).toHaveLength(1)
    expect(db.called('resetRequired')).toHaveLength(1)
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('[R5] a page that was under way when the epoch ended holds no push up for ever', async () => {
    const { db, transport, clock, worker, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    let ended = false
    transport.reply.push = (request) => (ended ? answering(request) : err({ kind: 'epoch_changed', results: [] }))
    transport.reply.pull = async ({ since }) => {
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 500) })
      ended = true
      return ok({ changes: [], cursor: since, seen: 'seen-1', hasMore: false })
    }
    void worker.api.notify('focus')
    await clock.advance(100)
    db.commit(fakeChange(1))
    await clock.advance(5_000)
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('shows how far a long drain is', async () => {
    const { db, transport, clock, statuses, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = async (request) => {
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 150) })
      return answering(request)
    }
    db.commit(...Array.from({ length: 350 }, (_, i) => fakeChange(i + 1)))
    await clock.advance(2_000)
    expect(statuses().flatMap(({ progress }) => (progress ? [`${progress.done} of ${progress.total}`] : []))).toEqual(
      expect.arrayContaining(['0 of 350', '100 of 350', '200 of 350', '300 of 350']))
    expect(statuses().at(-1)).toMatchObject({ state: 'idle', progress: null, pending: 0 })
  })
})
