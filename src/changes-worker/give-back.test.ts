import { describe, expect, it } from 'vitest'
import { setupChangesWorker } from '../../tests/support/changes-setup.ts'
import { fakeChange, retryLater } from '../../tests/support/outbox-setup.ts'
import type { GiveBackStep } from '../db-worker/contract.ts'
import type { GiveBackRequest } from '../protocol/give-back.ts'
import { err, ok } from '../shared/result.ts'
import { giveBackWords } from './give-back.ts'

const record = { entity: 'contacts', id: 'c1', revision: 9, data: { firstName: 'Ana' }, deletedAt: null, updatedAt: '2026-11-21T08:00:00.000Z', updatedBy: 'u1' }
const asks: GiveBackStep = { kind: 'send', fromEpoch: 'e1', seen: ['seen-0'], after: null, records: [], place: null }
const gives: GiveBackStep = { ...asks, after: 'seen-1', records: [record], place: { entity: 'contacts', id: 'c1' } }
const done: GiveBackStep = { kind: 'done', why: 'epoch_changed', given: 1, lost: { revision: 4, at: '2026-11-21T07:00:00.000Z' }, again: 0 }

describe('giving back', () => {
  it('[R8] goes before the snapshot, and the snapshot before any push', async () => {
    const order: string[] = []
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    const steps: GiveBackStep[] = [asks, gives, done]
    db.resetRequired = () => { db.sync.cursor = null; db.sync.givingBack = true; return Promise.resolve(ok(undefined)) }
    db.nextGiveBack = () => Promise.resolve(ok(steps.shift() ?? null))
    db.gaveBack = (answer) => { order.push(`answered ${answer.given}`); return Promise.resolve(ok(undefined)) }
    transport.giveBack = (_account, request: GiveBackRequest) => {
      order.push(`${request.records.length} records after ${request.after ?? 'nothing'}`)
      return Promise.resolve(ok({ since: { revision: 4, at: null }, seen: 'seen-1', given: request.records.length }))
    }
    transport.reply.snapshot = () => { order.push('snapshot'); return [{ cursor: 'cursor-new', seen: 'seen-new', counts: {} }, { end: true }] }
    const answering = transport.reply.push
    transport.reply.push = (request) => {
      order.push(`push upon ${request.seen ?? 'nothing'}`)
      return request.seen === 'seen-new' ? answering(request) : err({ kind: 'epoch_changed', results: [] })
    }
    db.commit(fakeChange(1))
    await clock.settle()
    expect(order).toEqual(['push upon seen-0', '0 records after nothing', 'answered 0', '1 records after seen-1', 'answered 1', 'snapshot', 'push upon seen-new'])
    expect(db.logged).toContain('The server was put back to a backup of about 21 Nov 2026, 07:00. 1 record was given back from this device.')
  })

  it('[R8] a server that fails meanwhile is asked again, and no snapshot is taken before it has answered', async () => {
    const { db, transport, clock, start } = setupChangesWorker(({ db: fresh }) => { fresh.sync = { ...fresh.sync, cursor: null, givingBack: true } })
    let fails = 3
    const steps: GiveBackStep[] = [asks]
    db.nextGiveBack = () => Promise.resolve(ok(fails > 0 ? asks : steps.shift() ?? null))
    transport.giveBack = () => {
      fails -= 1
      return Promise.resolve(fails >= 0 ? err(retryLater()) : ok({ since: null, seen: 'seen-1', given: 0 }))
    }
    await start()
    db.commit(fakeChange(1))
    await clock.settle()
    expect([transport.snapshots.length, transport.pushes.length]).toEqual([0, 0])
    await clock.advance(60_000)
    expect([transport.snapshots.length, transport.pushes.length]).toEqual([1, 1])
  })

  it('[R8, P6] done meanwhile by the worker of a tab that has not let go yet, it keeps nothing waiting here (found by the simulation)', async () => {
    const { db, transport, clock, start } = setupChangesWorker()
    await start()
    db.resetRequired = () => { db.sync.cursor = 'cursor-theirs'; db.sync.seen = 'seen-theirs'; return Promise.resolve(ok(undefined)) }
    const answering = transport.reply.push
    transport.reply.push = (request) => (request.seen === 'seen-theirs' ? answering(request) : err({ kind: 'epoch_changed', results: [] }))
    db.commit(fakeChange(1))
    await clock.settle()
    expect([transport.snapshots.length, transport.pushes.length]).toEqual([0, 2])
  })

  it('says what happened in plain words, and alarms nobody', () => {
    expect(giveBackWords({ kind: 'done', why: 'reset', given: 0, lost: null, again: 0 })).toBe('This device was away for longer than the server remembers. It downloads everything again; unsent changes are kept.')
    expect(giveBackWords({ kind: 'done', why: 'epoch_changed', given: 12, lost: { revision: 0, at: null }, again: 1 })).toBe('The server came back empty, or as it was before this device knew it. 12 records were given back from this device. 1 change is sent once more.')
    // Another device was here first: nothing is missing of a server that lost everything a moment ago.
    expect(giveBackWords({ kind: 'done', why: 'epoch_changed', given: 0, lost: { revision: 0, at: null }, again: 0 })).toMatch(/ Everything that this device had is there\.$/)
  })
})
