import { describe, expect, it } from 'vitest'
import type { GiveBackStep } from '../../src/db-worker/contract.ts'
import { applied, record, seenOf, setupSynced, type Synced } from './db-synced-setup.ts'
import { openMemoryStore } from '../support/memory-db.ts'

/* R8, the device's part: what is offered, in which order, and where it goes on. */

type Send = Extract<GiveBackStep, { kind: 'send' }>
const next = ({ store }: Synced): Send => {
  const step = store.sync.nextGiveBack()
  if (step?.kind !== 'send') throw new Error(`Not a request: ${JSON.stringify(step)}`)
  return step
}
const answer = ({ store }: Synced, step: Send, revision: number | null, given = 0): void => {
  store.sync.gaveBack({ since: revision === null ? null : { revision, at: null }, seen: seenOf('second', revision ?? 9), given }, step)
}

describe('what a device gives back', () => {
  it('[R8] asks first, then offers what is newer with its old revisions: tombstones, what lies under pending changes, and history last', async () => {
    const device = await setupSynced()
    device.pull('first', 9, record('a', 3, { firstName: 'common' }), record('b', 5, { firstName: 'b' }), record('c', 6, { firstName: 'c' }, { deletedAt: '2026-01-01T00:00:00.000Z' }),
      record('h', 7, { entity: 'contacts', recordId: 'b', userId: 'ben' }, { entity: 'history' }), record('n', 9, { contactId: 'b', body: 'n' }, { entity: 'notes' }))
    device.write('b', 'update', { title: 'pending' })
    device.store.sync.resetRequired('all')
    const asks = next(device)
    expect(asks).toMatchObject({ fromEpoch: 'first', records: [], after: null, seen: [seenOf('first', 9)] })
    answer(device, asks, 4)
    const gives = next(device)
    expect(gives.records.map(({ entity, id, revision }) => `${entity} ${id} ${revision}`)).toEqual(['contacts b 5', 'contacts c 6', 'notes n 9', 'history h 7'])
    expect(gives.records[0]).toMatchObject({ data: { firstName: 'b' }, updatedBy: 'ben' })
    expect(gives.records[1]).toMatchObject({ deletedAt: '2026-01-01T00:00:00.000Z' })
    expect(gives.after).toBe(seenOf('second', 4))
    // Asked again before the answer came (a crash, a lost answer), it is the same again.
    expect(next(device)).toEqual(gives)
    answer(device, gives, 4, 3)
    expect(device.store.sync.nextGiveBack()).toEqual({ kind: 'done', why: 'epoch_changed', given: 3, lost: { revision: 4, at: null }, again: 0 })
    expect(device.store.sync.nextGiveBack()).toBeNull()
    expect(device.store.sync.state()).toMatchObject({ givingBack: false, seen: seenOf('second', 4) })
  })

  it('[R8] gives lots of at most 100, each after the other', async () => {
    const device = await setupSynced()
    device.pull('first', 300, ...Array.from({ length: 250 }, (_, at) => record(`c${String(at).padStart(3, '0')}`, at + 1, { firstName: `n${at}` })))
    device.store.sync.resetRequired('all')
    const ids: string[] = [], lots: number[] = []
    for (let step = device.store.sync.nextGiveBack(); step?.kind === 'send'; step = device.store.sync.nextGiveBack()) {
      ids.push(...step.records.map(({ id }) => id))
      lots.push(step.records.length)
      answer(device, step, 0)
    }
    expect(lots).toEqual([0, 100, 100, 50])
    expect(new Set(ids).size).toBe(250)
  })

  it('[R8] a device whose history the server still has gives nothing', async () => {
    const device = await setupSynced()
    device.pull('first', 9, record('a', 9, { firstName: 'a' }))
    device.store.sync.resetRequired(['contacts'])
    answer(device, next(device), null)
    expect(device.store.sync.nextGiveBack()).toEqual({ kind: 'done', why: 'reset', given: 0, lost: null, again: 0 })
  })

  it('[R1] evidence of an epoch are its own tokens, and those of the one before up to where the two part', async () => {
    const device = await setupSynced()
    for (const revision of [2, 5, 8]) device.pull('first', revision, record('a', revision, { firstName: 'a' }))
    device.store.sync.resetRequired('all')
    answer(device, next(device), 5)
    for (let step = device.store.sync.nextGiveBack(); step?.kind === 'send'; step = device.store.sync.nextGiveBack()) answer(device, step, 5)
    device.store.sync.snapshotBegin({ cursor: 'c', seen: seenOf('second', 5), counts: {} }, false)
    device.store.sync.snapshotEnd()
    device.pull('second', 7, record('a', 7, { firstName: 'a' }))
    device.store.sync.resetRequired('all')
    expect(next(device)).toMatchObject({ fromEpoch: 'second', seen: [seenOf('second', 7), seenOf('second', 5), seenOf('first', 5), seenOf('first', 2)] })
  })

  it('[R8, J2] a change that was answered and whose history entry never came down travels again', async () => {
    const device = await setupSynced()
    device.pull('first', 3, record('a', 3, { firstName: 'Ana' }))
    device.write('a', 'update', { title: 'heard' })
    device.write('a', 'update', { company: 'unheard' })
    const [heard, unheard] = device.store.sync.nextBatch().changes.map(({ id }) => id)
    device.store.sync.applyResults([applied(heard!, record('a', 4, { firstName: 'Ana', title: 'heard' })), applied(unheard!, record('a', 6, { firstName: 'Ana', title: 'heard' }))], seenOf('first', 7))
    device.pull('first', 7, record(heard!, 5, { entity: 'contacts', recordId: 'a' }, { entity: 'history' }))
    device.store.sync.resetRequired('all')
    for (let step = device.store.sync.nextGiveBack(); step !== null; step = device.store.sync.nextGiveBack()) {
      if (step.kind === 'send') answer(device, step, 3)
      else expect(step.again).toBe(1)
    }
    expect(device.store.data.journal({ status: ['pending'] }).rows.map(({ change }) => change.id)).toEqual([unheard])
  })

  it('[R8, J2] so does one whose record is gone from the disk, and its entry is not given back: it may be all that is left; a deletion is not', async () => {
    const device = await setupSynced()
    const made = ['a', 'b', 'c'].map((letter) => `01a19b45-b800-7000-8000-00000000000${letter}`)
    for (const id of made) device.write(id, 'create', { firstName: id })
    const ids = device.store.sync.nextBatch().changes.map(({ id }) => id)
    device.store.sync.applyResults(ids.map((id, at) => applied(id, record(made[at]!, 10 + at, { firstName: made[at]! }))), seenOf('first', 20))
    const entry = (id: string, at: number, recordId: string, op = 'create'): ReturnType<typeof record> =>
      record(id, at, { entity: 'contacts', recordId, op, mutationId: device.store.data.journal({}).rows.find(({ change }) => change.id === id)?.change.mutationId ?? id }, { entity: 'history' })
    device.pull('first', 20, ...ids.map((id, at) => entry(id, 14 + at, made[at]!)), entry('gone', 18, made[2]!, 'delete'))
    device.store.core.db.run(`DELETE FROM contacts WHERE id <> '${made[0]}'`)
    device.store.sync.resetRequired('all')
    const offered: string[] = []
    for (let step = device.store.sync.nextGiveBack(); step !== null; step = device.store.sync.nextGiveBack()) {
      if (step.kind !== 'send') continue
      offered.push(...step.records.map(({ id }) => id))
      answer(device, step, 3)
    }
    expect(offered).toEqual([made[0], ids[0], ids[2], 'gone'])
    expect(device.store.data.journal({ status: ['pending'] }).rows.map(({ change }) => change.id)).toEqual([ids[1]])
    expect(device.store.data.get('contacts', made[1]!)).toMatchObject({ data: { firstName: made[1] } })
  })
})

describe('what is kept for it', () => {
  it('[R1] of each day the highest token stays, of the newest all, for as many days as backups are kept', async () => {
    let now = Date.parse('2026-01-01T08:00:00Z')
    const day = 86_400_000
    const store = await openMemoryStore({ clock: { now: () => now, monotonic: () => 0, setTimeout: () => 0, clearTimeout: () => undefined } as never })
    let revision = 0
    for (let days = 0; days < 60; days += 1) {
      for (let count = 0; count < 10; count += 1) {
        revision += 1
        store.sync.applyPage({ changes: [], cursor: `c${revision}`, seen: seenOf('first', revision), hasMore: false, backupDays: 40 })
      }
      now += day
    }
    while (store.sync.sweep());
    const kept = store.core.db.values<number>('SELECT revision FROM seen_tokens ORDER BY revision')
    // Forty days' highest, and the newest 64, of which seven are among those.
    expect(kept.filter((one) => one % 10 === 0)).toEqual(Array.from({ length: 40 }, (_, at) => 210 + at * 10))
    expect(kept.filter((one) => one > 536)).toHaveLength(64)
    expect(kept).toHaveLength(40 + 64 - 7)
  })

  it('[J5] synced rows stay for as long as the server keeps its backups', async () => {
    let now = Date.parse('2026-01-01T08:00:00Z')
    const store = await openMemoryStore({ clock: { now: () => now, monotonic: () => 0, setTimeout: () => 0, clearTimeout: () => undefined } as never })
    store.sync.applyPage({ changes: [], cursor: 'c', seen: seenOf('first', 1), hasMore: false, backupDays: 35 })
    store.data.mutate({ mutationId: store.core.makeId(), label: 'act', changes: [{ entity: 'contacts', recordId: store.core.makeId(), op: 'create', patch: { lastName: 'x' } }] })
    store.core.db.run("UPDATE local_changes SET status = 'synced', settled_at = ?", [now])
    now += 35 * 86_400_000
    while (store.sync.sweep());
    expect(store.data.journal({}).total).toBe(1)
    now += 1
    store.sync.pullCompleted()
    while (store.sync.sweep());
    expect(store.data.journal({}).total).toBe(0)
  })
})
