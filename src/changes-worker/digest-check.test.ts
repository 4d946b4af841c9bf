import { describe, expect, it } from 'vitest'
import { hexDigits } from '../merge/id-range.ts'
import type { SyncRecord } from '../protocol/change.ts'
import { ok } from '../shared/result.ts'
import { setupChangesWorker } from '../../tests/support/changes-setup.ts'
import { fakeChange, fakeId, retryLater } from '../../tests/support/outbox-setup.ts'

const zero = '0'.repeat(32), one = `${'0'.repeat(31)}1`
/** Sixteen sub-ranges, of which one differs and holds so many records. */
const ranges = (prefix: string, differing: string, count: number) =>
  ok({ revision: 1, common: prefix, ranges: hexDigits.map((digit) => ({ prefix: prefix + digit, digest: digit === differing ? one : zero, count: digit === differing ? count : 0 })) })
const record: SyncRecord = { entity: 'contacts', id: fakeId('record', 1), revision: 1, data: {}, deletedAt: null, updatedAt: 't', updatedBy: 'u' }

/** The server's newest is revision 1, and its digest of contacts is `one`. */
const setup = (...comparisons: (string[] | 'hashing' | 'moved')[]) => setupChangesWorker(({ db, transport }) => {
  db.comparisons.push(...comparisons)
  transport.reply.pull = ({ since }) => ok({ changes: [], cursor: since, seen: 'seen-1', hasMore: false, digests: { contacts: one }, revision: 1 })
})

describe('digests', () => {
  it('[R7] equal ones are what "up to date" takes; a server that gives none never lets it be said', async () => {
    const { db, status, start } = setup()
    await start()
    expect(db.called('compareDigests')).toEqual([[{ cursor: 'cursor-0', revision: 1 }, { contacts: one }, false]])
    expect((await status()).upToDate).toBe(true)

    const older = setupChangesWorker(({ transport }) => { transport.reply.pull = ({ since }) => ok({ changes: [], cursor: since, seen: 's', hasMore: false }) })
    await older.start()
    expect(older.db.called('compareDigests')).toEqual([])
    expect(await older.status()).toMatchObject({ state: 'idle', upToDate: false })
  })

  it('[R7] that are still being hashed are asked for again, in steps', async () => {
    const { db, clock, status, start, worker } = setup('hashing', 'hashing')
    await start()
    expect((await status()).upToDate).toBe(false)
    await clock.advance(20)
    expect((await status()).upToDate).toBe(true)
    // Whoever asks for a sync has everything hashed anew, once.
    db.comparisons.push('hashing', 'hashing')
    const asked = worker.api.syncNow()
    await clock.advance(20)
    await asked
    expect(db.called('compareDigests').map(([, , thorough]) => thorough)).toEqual([false, false, false, true, false, false])
  })

  it('[R7] that differ lead by ranges to a few records, which replace what is here; that is counted, logged, and compared once more', async () => {
    const { db, transport, status, start } = setup(['contacts'])
    db.ranges = (prefix) => ({ digests: Array<string>(16).fill(zero), common: prefix === '' ? '019' : prefix })
    transport.reply.digests = ({ prefix }) => (prefix === '019' ? ranges(prefix, '3', 1_000) : ranges(prefix, 'a', 7))
    transport.reply.recordsUnder = () => ok({ revision: 1, records: [record] })
    await start()
    // The digits that all ids have in common are passed over.
    expect(transport.ranges).toEqual(['019', '0193', '0193a whole'])
    expect(db.called('healRange')).toEqual([[{ cursor: 'cursor-0', revision: 1 }, 'contacts', '0193a', [record]]])
    expect(db.logged.filter((text) => text.includes('differed'))).toEqual(['1 record differed from the server and was downloaded again.'])
    expect(db.called('compareDigests')).toHaveLength(2)
    expect((await status()).upToDate).toBe(true)
  })

  it('[R7] a record of the server beyond what this device has is found too: what both have in common is asked for instead', async () => {
    const { db, transport, start } = setup(['contacts'])
    db.ranges = (prefix) => ({ digests: Array<string>(16).fill(zero), common: prefix === '' ? '01934' : prefix })
    transport.reply.digests = ({ prefix }) => (prefix === '01934'
      ? ok({ revision: 1, common: prefix, ranges: hexDigits.map((digit) => ({ prefix: prefix + digit, digest: zero, count: 1 })) })
      : ok({ ...ranges(prefix, '8', 1).value, common: '019' }))
    await start()
    expect(transport.ranges).toEqual(['01934', '', '019', '0198 whole'])
  })

  it('[R7] that still differ are told of once, tried again at the next sync, and never in a loop', async () => {
    const { db, transport, clock, status, start, worker } = setup(['contacts'], ['contacts'], ['contacts'], ['contacts'], ['contacts'], ['contacts'])
    transport.reply.digests = ({ prefix }) => ranges(prefix, '0', 1)
    await start()
    await clock.advance(60_000)
    expect(transport.pulls).toHaveLength(1)
    expect(db.called('compareDigests')).toHaveLength(2)
    expect(await status()).toMatchObject({ state: 'idle', upToDate: false })
    await worker.api.syncNow()
    expect(db.called('compareDigests')).toHaveLength(4)
    expect(db.logged.filter((text) => text.includes('still differ in: contacts'))).toHaveLength(1)
  })

  it('[R7] of a place that this device has left are compared anew after another pull, three times at the most', async () => {
    const { db, transport, clock, status, start } = setup('moved', 'moved')
    await start()
    await clock.settle()
    expect(transport.pulls).toHaveLength(3)
    expect((await status()).upToDate).toBe(true)

    const restless = setup(...Array.from({ length: 50 }, () => 'moved' as const))
    await restless.start()
    await restless.clock.advance(60_000)
    expect(restless.transport.pulls).toHaveLength(4)
    expect(restless.db.called('healRange')).toEqual([])
    expect(db.called('healRange')).toEqual([])
  })

  it('[R7] wait for the end of a push that brings newer bases, and are compared then', async () => {
    const { db, transport, clock, status, start } = setup()
    await start()
    db.comparisons.push('moved', 'moved', 'moved', 'moved', 'moved', 'moved')
    const answering = transport.reply.push
    transport.reply.push = async (request) => {
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 2_000) })
      db.comparisons.length = 0
      return answering(request)
    }
    db.commit(fakeChange(1))
    await clock.settle()
    const before = transport.pulls.length
    await clock.advance(3_000)
    expect(transport.pulls.length - before).toBeLessThanOrEqual(1)
    expect((await status()).upToDate).toBe(true)
  })

  it('[R7] a server that moves on, or fails, in between leaves everything as it is until the next sync', async () => {
    const { db, transport, clock, status, start } = setup(['contacts'])
    transport.reply.digests = ({ prefix }) => ok({ ...ranges(prefix, '0', 1).value, revision: 2 })
    await start()
    await clock.settle()
    expect(db.called('healRange')).toEqual([])
    // Pulled again, and equal by then.
    expect((await status()).upToDate).toBe(true)

    const failing = setup(['contacts'])
    failing.transport.reply.digests = () => ({ ok: false, error: retryLater() })
    await failing.start()
    expect(await failing.status()).toMatchObject({ state: 'waiting', upToDate: false })
    expect(failing.db.called('healRange')).toEqual([])
  })
})
