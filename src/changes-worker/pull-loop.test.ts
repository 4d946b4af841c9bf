import { describe, expect, it } from 'vitest'
import { err, ok } from '../shared/result.ts'
import type { SnapshotLine, SyncEventFrame } from '../protocol/pull.ts'
import { fakeChange, fakeId, retryLater, signedOut } from '../../tests/support/outbox-setup.ts'
import { setupChangesWorker } from '../../tests/support/changes-setup.ts'

const record = (n: number): Extract<SnapshotLine, { entity: string }> =>
  ({ entity: 'contacts', id: fakeId('record', n), revision: n, data: { lastName: `Person ${n}` }, deletedAt: null, updatedAt: 't', updatedBy: 'u2' })
const records = (from: number, to: number): SnapshotLine[] => Array.from({ length: to - from }, (_, i) => record(from + i))
const header = (total: number, cursor = 'cursor-1'): SnapshotLine => ({ cursor, seen: 'seen-1', counts: { contacts: total } })
const frame = (from: string, to: string): SyncEventFrame => ({ type: 'sync_event', from, to, events: [] })

describe('pulling', () => {
  it('[R2] takes page after page up to the newest, each with its own cursor, then completes', async () => {
    const { db, transport, start, status } = setupChangesWorker()
    transport.reply.pull = ({ since }) => {
      const n = Number(since.split('-')[1]) + 1
      return ok({ changes: [{ ...record(n), action: 'created' }], cursor: `cursor-${n}`, seen: `seen-${n}`, hasMore: n < 4, ...(n < 4 ? {} : { digests: {}, revision: n }) })
    }
    await start()
    expect(transport.pulls.map(({ since }) => since)).toEqual(['cursor-0', 'cursor-1', 'cursor-2', 'cursor-3'])
    expect(db.called('applyPage')).toHaveLength(4)
    expect(db.called('pullCompleted')).toHaveLength(1)
    expect(await status()).toMatchObject({ state: 'idle', upToDate: true, lastSyncedAt: expect.any(String) as string })
  })

  it('tells with the first page what waits here, for how long, and how often the calls failed', async () => {
    const { db, transport, clock, worker, start } = setupChangesWorker()
    transport.reply.push = () => err(retryLater(3_600_000))
    await start()
    expect(transport.pulls.map(({ report }) => report)).toEqual([{ waiting: 0, oldestMs: 0, failures: 0 }])
    const at = new Date(clock.now()).toISOString()
    db.commit(...[1, 2, 3].map((n) => fakeChange(n, { at: `${at}-0000-${fakeId('replica', 1)}` })))
    await clock.advance(90_000)
    transport.reply.pull = ({ since }) => ok({ changes: [], cursor: since === 'cursor-0' ? 'cursor-1' : 'cursor-2', seen: 'seen-1', hasMore: since === 'cursor-0' })
    void worker.api.notify('focus')
    await clock.settle()
    expect(transport.pulls.slice(-2).map(({ report }) => report)).toEqual([{ waiting: 3, oldestMs: 90_000, failures: 1 }, undefined])
  })

  it('[R2] applies frames in their order and pulls where one does not begin at the cursor', async () => {
    const { db, transport, clock, sockets, start } = setupChangesWorker()
    await start()
    const [socket] = sockets.opened
    expect(socket?.url).toContain('since=cursor-0')
    socket?.accept()
    socket?.say(frame('cursor-0', 'cursor-1'))
    socket?.say(frame('cursor-1', 'cursor-2'))
    await clock.settle()
    expect(db.sync.cursor).toBe('cursor-2')
    expect(transport.pulls).toHaveLength(1)
    socket?.say(frame('cursor-7', 'cursor-8'))
    await clock.settle()
    expect(transport.pulls.map(({ since }) => since)).toEqual(['cursor-0', 'cursor-2'])
  })

  it('pulls where a frame cannot be read, and ignores awareness', async () => {
    const { transport, clock, sockets, start } = setupChangesWorker()
    await start()
    sockets.opened[0]?.accept()
    sockets.opened[0]?.say({ type: 'awareness', from: 'somebody', data: { at: 'contact' } })
    await clock.settle()
    expect(transport.pulls).toHaveLength(1)
    sockets.opened[0]?.say('<html>')
    await clock.settle()
    expect(transport.pulls).toHaveLength(2)
  })

  it('opens a lost socket again, ever more slowly, from where it stands', async () => {
    const { clock, sockets, status, start } = setupChangesWorker()
    await start()
    expect((await status()).transport).toBe('polling')
    sockets.opened[0]?.accept()
    expect((await status()).transport).toBe('socket')
    const at: number[] = []
    for (let n = 0; n < 4; n += 1) {
      const before = sockets.opened.length
      sockets.opened.at(-1)?.drop()
      const from = clock.monotonic()
      while (sockets.opened.length === before && clock.monotonic() - from < 20_000) await clock.advance(100)
      at.push(clock.monotonic() - from)
    }
    expect(at).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('polls every 5 minutes without a socket', async () => {
    const { transport, clock, start } = setupChangesWorker()
    await start()
    await clock.advance(299_000)
    expect(transport.pulls).toHaveLength(1)
    await clock.advance(1_000)
    expect(transport.pulls).toHaveLength(2)
  })

  it('[R5] keeps the journal and takes a snapshot when the cursor is too old', async () => {
    const { db, transport, start } = setupChangesWorker()
    transport.reply.pull = ({ since }) => (since === 'cursor-0' ? err({ kind: 'reset', entities: ['contacts'] }) : ok({ changes: [], cursor: since, seen: 's', hasMore: false }))
    transport.reply.snapshot = () => [header(2), ...records(1, 3), { end: true }]
    await start()
    expect(db.called('resetRequired')).toEqual([[['contacts']]])
    expect(db.records).toHaveLength(2)
    expect(transport.pulls.map(({ since }) => since)).toEqual(['cursor-0', 'cursor-1'])
  })

  it('[R6] brings a new device down in lots of 1,000, told as they come, then the delta from the header\'s cursor', async () => {
    const { db, transport, start, statuses } = setupChangesWorker(({ db: fresh }) => { fresh.sync.cursor = null; fresh.sync.seen = null })
    transport.reply.snapshot = () => [header(2_500), ...records(0, 1_000), { checkpoint: 'k1' }, ...records(1_000, 2_000), { checkpoint: 'k2' }, ...records(2_000, 2_500), { end: true }]
    await start()
    expect(db.called('snapshotRecords')).toEqual([[1_000, 'k1'], [1_000, 'k2'], [500, null]])
    expect(db.called('snapshotEnd')).toHaveLength(1)
    expect(transport.pulls.map(({ since }) => since)).toEqual(['cursor-1'])
    expect(statuses().every(({ download }) => download === null || download.total === 2_500)).toBe(true)
  })

  it('[R6] continues a broken snapshot from its last checkpoint, also after a reload', async () => {
    const setup = setupChangesWorker(({ db: fresh }) => { fresh.sync.cursor = null })
    setup.transport.reply.snapshot = () => [header(2_000), ...records(0, 1_000), { checkpoint: 'k1' }, ...records(1_000, 1_400)]
    setup.transport.reply.snapshotBreak = { kind: 'offline' }
    await setup.start()
    expect(setup.db.called('snapshotRecords')).toEqual([[1_000, 'k1']])
    expect(setup.db.sync.cursor).toBeNull()
    // What is here is not all there is, and the status goes on saying so.
    expect(await setup.worker.api.status()).toMatchObject({ value: { state: 'offline', download: { total: 2_000, counts: { contacts: 2_000 } } } })
    setup.worker.stop()

    const reloaded = setupChangesWorker(({ db }) => { db.sync = setup.db.sync })
    reloaded.transport.reply.snapshot = () => [header(2_000, 'cursor-later'), ...records(1_000, 2_000), { checkpoint: 'k2' }, { end: true }]
    await reloaded.start()
    expect(reloaded.transport.snapshots).toEqual(['k1'])
    expect(reloaded.db.called('snapshotBegin')).toEqual([[{ cursor: 'cursor-later', seen: 'seen-1', counts: { contacts: 2_000 } }, true]])
    // The first header's cursor is where the delta begins.
    expect(reloaded.transport.pulls[0]?.since).toBe('cursor-1')
  })

  it('[R6] starts over where the continuation is of another epoch', async () => {
    const setup = setupChangesWorker(({ db }) => {
      db.sync = { ...db.sync, cursor: null, snapshot: { cursor: 'old', seen: 'seen-old', after: 'k1', counts: {}, received: 1_000 } }
      const begin = db.snapshotBegin
      db.snapshotBegin = (given, continued) => { db.sync.epoch = 'e2'; return begin(given, continued) }
    })
    setup.transport.reply.snapshot = () => [header(1), record(1), { end: true }]
    await setup.start()
    expect(setup.transport.snapshots).toEqual(['k1', null])
    expect(setup.db.called('snapshotEnd')).toHaveLength(1)
    expect(setup.db.sync.cursor).toBe('cursor-1')
  })

  it('[R6] starts over where the server will not continue', async () => {
    const setup = setupChangesWorker(({ db }) => { db.sync = { ...db.sync, cursor: null, snapshot: { cursor: 'old', seen: 's', after: 'k1', counts: {}, received: 1_000 } } })
    setup.transport.reply.snapshot = (after) => (after === null ? [header(1), record(1), { end: true }] : { kind: 'epoch_changed', results: [] })
    await setup.start()
    expect(setup.transport.snapshots).toEqual(['k1', null])
    expect(setup.db.sync.cursor).toBe('cursor-1')
  })

  it('[R6] pushes while the first snapshot still comes down', async () => {
    const { db, transport, clock, start } = setupChangesWorker(({ db: fresh }) => { fresh.sync.cursor = null })
    let release!: () => void
    const held = new Promise<void>((resolve) => { release = resolve })
    transport.snapshot = () => Promise.resolve(ok((async function* () {
      yield ok(header(1))
      await held
      yield ok<SnapshotLine>({ end: true })
    })()))
    await start()
    db.commit(fakeChange(1))
    await clock.settle()
    expect(transport.pushes).toHaveLength(1)
    release()
    await clock.settle()
    expect(db.sync.cursor).toBe('cursor-1')
  })

  it('never starts twice; a wake-up during a run causes one more round', async () => {
    const { transport, clock, worker, start } = setupChangesWorker()
    await start()
    const answering = transport.reply.pull
    transport.reply.pull = async (query) => {
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 100) })
      return answering(query)
    }
    const before = transport.pulls.length
    const first = worker.api.syncNow()
    await clock.settle()
    const others = [worker.api.syncNow(), worker.api.syncNow(), worker.api.syncNow()]
    await clock.settle()
    expect(transport.pulls.length - before).toBe(1)
    await clock.advance(250)
    expect(transport.pulls.length - before).toBe(2)
    expect((await Promise.all([first, ...others])).every((answer) => answer.ok)).toBe(true)
  })

  it('[P5] asks nothing while signed out, and drops the socket', async () => {
    const { transport, clock, sockets, worker, start } = setupChangesWorker()
    await start()
    sockets.opened[0]?.accept()
    transport.reply.pull = () => err(signedOut)
    await worker.api.notify('focus')
    await clock.settle()
    expect(sockets.opened[0]?.closed).toBe(true)
    const asked = transport.pulls.length
    await clock.advance(3_600_000)
    expect(transport.pulls.length).toBe(asked)
  })
})
