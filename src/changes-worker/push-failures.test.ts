import { describe, expect, it } from 'vitest'
import { err, ok } from '../shared/result.ts'
import { applied, fakeChange, fakeId, retryLater } from '../../tests/support/outbox-setup.ts'
import { setupChangesWorker } from '../../tests/support/changes-setup.ts'

const change = (n: number): string => fakeId('change', n)

/* A push that fails: how long it waits, whom it tells, and when that is over. */

describe('a push that fails', () => {
  it('[J2, P3] sends again what was answered into a full disk, once there is room, without being opened anew', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const { applyResults, pushFailed } = db
    const full = () => Promise.resolve(err({ code: 'storage_full' as const, message: 'full' }))
    db.applyResults = full
    db.pushFailed = full
    db.commit(fakeChange(1))
    await clock.advance(20_000)
    expect(db.status.get(change(1))).toBe('pushing')
    Object.assign(db, { applyResults, pushFailed })
    await clock.advance(120_000)
    expect(db.status.get(change(1))).toBe('synced')
    expect(new Set(transport.pushes.flatMap((push) => push.changes.map(({ id }) => id)))).toEqual(new Set([change(1)]))
  })

  it('[P4] goes on at once when something can be saved again, however often the disk was full before, and asks no oftener while it is', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const { applyResults } = db
    db.applyResults = () => Promise.resolve(err({ code: 'storage_full' as const, message: 'full' }))
    db.commit(fakeChange(1))
    await clock.advance(600_000)
    const asked = transport.pushes.length
    // 1, 2, 4 … 60 s with jitter: there is room for the release of what was on its way, which asks for nothing.
    expect(asked).toBeLessThan(60)
    db.applyResults = applyResults
    db.commit(fakeChange(2))
    await clock.settle()
    expect([change(1), change(2)].map((id) => db.status.get(id))).toEqual(['synced', 'synced'])
  })

  it('[P4] that failed is over when another has sent what it was about: the device says that it is up to date, and asks no more', async () => {
    const { db, transport, clock, status, start } = setupChangesWorker()
    await start()
    transport.reply.push = () => err(retryLater())
    db.commit(fakeChange(1))
    await clock.advance(3_000)
    expect(await status()).toMatchObject({ state: 'waiting', upToDate: false })
    // As the service worker does, or what was answered into a full disk.
    await db.applyResults([applied(fakeChange(1))], null)
    const sent = transport.pushes.length
    await clock.advance(70_000)
    expect(await status()).toMatchObject({ state: 'idle', pending: 0, upToDate: true, error: null })
    const pulls = transport.pulls.length
    await clock.advance(200_000)
    expect([transport.pushes.length, transport.pulls.length]).toEqual([sent, pulls])
  })

  it('[P4] takes the network being away for no attempt, and goes at once when it is back', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    const { push, pull } = transport.reply
    transport.reply.push = () => err({ kind: 'offline' })
    transport.reply.pull = () => err({ kind: 'offline' })
    db.commit(fakeChange(1))
    await clock.advance(60_000)
    expect(db.called('pushFailed').map(([, error]) => error)).toEqual([{ code: 'offline', message: expect.any(String) as string, counts: false }])
    expect(await status()).toMatchObject({ state: 'offline', pending: 1, struggling: 0, upToDate: false })
    transport.reply.push = push
    transport.reply.pull = pull
    await worker.api.notify('online')
    await clock.advance(0)
    expect(db.status.get(change(1))).toBe('synced')
    expect(await status()).toMatchObject({ state: 'idle', pending: 0, upToDate: true, error: null })
  })

  it('[P4] finds the network again by itself where nobody tells that it is back', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const { push, pull } = transport.reply
    transport.reply.push = () => err({ kind: 'offline' })
    transport.reply.pull = () => err({ kind: 'offline' })
    db.commit(fakeChange(1))
    await clock.advance(3_600_000)
    transport.reply.push = push
    transport.reply.pull = pull
    await clock.advance(15_000)
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('[P4] backs off 1, 2, 4, 8 … 60 s from a failing server, shows it as struggling after 5 and goes on', async () => {
    const { db, transport, clock, status, start } = setupChangesWorker()
    await start()
    const at: number[] = []
    transport.reply.push = () => { at.push(clock.monotonic()); return err(retryLater()) }
    db.commit(fakeChange(1))
    await clock.advance(16_000)
    expect(at.slice(1).map((time, i) => time - at[i]!)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(await status()).toMatchObject({ state: 'waiting', pending: 1, struggling: 1, error: { code: 'server_error' } })
    await clock.advance(600_000)
    expect(at.slice(1).map((time, i) => time - at[i]!).slice(4, 9)).toEqual([16_000, 32_000, 60_000, 60_000, 60_000])
    expect(db.status.get(change(1))).toBe('pending')
    expect((await status()).nextAttemptAt).not.toBeNull()
  })

  it('[P4] obeys Retry-After, whatever wakes it meanwhile', async () => {
    const { db, transport, clock, worker, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = () => err(retryLater(30_000))
    db.commit(fakeChange(1))
    await clock.advance(1_000)
    transport.reply.push = answering
    db.commit(fakeChange(2))
    void worker.api.syncNow()
    void worker.api.notify('focus')
    await clock.advance(28_999)
    expect(transport.pushes).toHaveLength(1)
    await clock.advance(1)
    expect(transport.pushes).toHaveLength(2)
  })

  it('[P4] told to wait for long, says so once, and asks again for a person who asks, a minute after it was told', async () => {
    const { db, transport, clock, worker, start, status } = setupChangesWorker()
    await start()
    const answering = transport.reply.push
    transport.reply.push = () => err(retryLater(3_600_000))
    db.commit(fakeChange(1))
    await clock.advance(59_000)
    expect((await status()).error?.details).toMatchObject({ retryAfterMs: 3_600_000 })
    await worker.api.syncNow()
    void worker.api.notify('focus')
    await clock.advance(2_000)
    expect(transport.pushes, 'a minute it is left alone by everybody').toHaveLength(1)
    void worker.api.notify('focus')
    void worker.api.notify('online')
    db.commit(fakeChange(2))
    await clock.advance(600_000)
    expect(transport.pushes, 'and by what is no person for as long as it asked').toHaveLength(1)
    await worker.api.syncNow()
    await worker.api.syncNow()
    expect(transport.pushes, 'once, which was told the same').toHaveLength(2)
    expect(db.logged.filter((text) => text.includes('left alone')), 'said once').toEqual([expect.stringContaining('60 minutes')])
    transport.reply.push = answering
    await clock.advance(60_001)
    await worker.api.syncNow()
    expect(db.status.get(change(1))).toBe('synced')
  })

  it('[P4] counts failures in a row: one that comes after answers is the first, and nothing is called struggling', async () => {
    const { db, transport, clock, worker, start, status } = setupChangesWorker()
    transport.reply.push = async (request) => {
      transport.reply.push = async () => {
        transport.reply.push = answering
        return err(retryLater(500))
      }
      return ok({ results: request.changes.map((each) => applied(each)), seen: 'seen-1', serverTime: request.sentAt })
    }
    const answering = transport.reply.push
    await start()
    // Each round one batch is answered, and the second is asked to wait.
    for (let n = 1; n <= 2_000; n += 1) db.commit(fakeChange(n))
    const struggling: boolean[] = []
    for (let round = 0; round < 40; round += 1) {
      await clock.advance(1_000)
      struggling.push((await status()).struggling > 0)
    }
    expect(struggling).not.toContain(true)
    expect([...db.status.values()].every((each) => each === 'synced')).toBe(true)
    worker.stop()
  })
})
