import { beforeEach, describe, expect, it } from 'vitest'
import type { Op, SyncRecord } from '../../src/protocol/change.ts'
import type { PulledChange } from '../../src/protocol/pull.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { openMemoryStore } from '../support/memory-db.ts'

/* Answers, pages, frames and snapshots in every order in which they can arrive at one device. */

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
  store.sync.bindTo('w', 'me', 'owner')
})

/** A `seen` token as the server makes them. */
const seenOf = (epoch: string, revision: number): string => `${btoa(JSON.stringify({ e: epoch, r: revision, m: `m${revision}` }))}.signature`
const record = (id: string, revision: number, data: Data, more: Partial<SyncRecord> = {}): PulledChange =>
  ({ action: 'updated', entity: 'contacts', id, revision, data, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u', ...more })
const pull = (epoch: string, revision: number, ...changes: PulledChange[]): void => {
  store.sync.applyPage({ changes, cursor: `${epoch}-${revision}`, seen: seenOf(epoch, revision), hasMore: false })
}
const snapshot = (epoch: string, revision: number, ...records: SyncRecord[]): void => {
  store.sync.resetRequired('all')
  store.sync.snapshotBegin({ cursor: `${epoch}-${revision}`, seen: seenOf(epoch, revision), counts: {} }, false)
  store.sync.snapshotRecords(records, null)
  store.sync.snapshotEnd()
}
const write = (recordId: string, op: Op, patch: Record<string, Json> = {}, entity = 'contacts'): void => {
  store.data.mutate({ mutationId: store.core.makeId(), label: op, changes: [{ entity, recordId, op, patch }] })
}
const applied = (id: string, given: SyncRecord) => ({ id, status: 'applied' as const, revision: given.revision, record: given })
const shown = (id: string) => store.data.get('contacts', id)
const epochNow = (): string | null => store.sync.state().epoch

describe('what a device was given', () => {
  it('[R1] is kept at its highest, whichever answer comes last', () => {
    const id = store.core.makeId()
    pull('e1', 5, record(id, 5, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    const [change] = store.sync.nextBatch().changes
    // The pull was asked after the push and is answered first.
    pull('e1', 9, record(id, 7, { lastName: 'Silva', title: 'Dr' }))
    store.sync.applyResults([applied(change!.id, record(id, 7, { lastName: 'Silva', title: 'Dr' }))], seenOf('e1', 8))
    expect(store.sync.state().seen).toBe(seenOf('e1', 9))
    store.sync.applyFrame({ type: 'sync_event', from: 'e1-9', to: 'e1-10', seen: seenOf('e1', 10), events: [] })
    expect(store.sync.state().seen).toBe(seenOf('e1', 10))
  })

  it('[R1] begins anew with a snapshot, also where a backup of an earlier epoch was put back', () => {
    pull('e1', 50)
    snapshot('e2', 20)
    expect([store.sync.state().seen, epochNow()]).toEqual([seenOf('e2', 20), 'e2'])
    snapshot('e1', 30)
    expect([store.sync.state().seen, epochNow()]).toEqual([seenOf('e1', 30), 'e1'])
  })
})

describe('an answer and a pull', () => {
  it('[R2, R3] of the same revision leave one base and no change over it, in either order', () => {
    for (const answerFirst of [true, false]) {
      const id = store.core.makeId()
      pull('e1', 1, record(id, 1, { lastName: 'Silva' }))
      write(id, 'update', { title: 'Dr' })
      const [change] = store.sync.nextBatch().changes
      const steps = [
        () => { store.sync.applyResults([applied(change!.id, record(id, 2, { lastName: 'Silva', title: 'Dr' }))], seenOf('e1', 2)) },
        () => { pull('e1', 2, record(id, 2, { lastName: 'Silva', title: 'Dr' })) },
      ]
      for (const step of answerFirst ? steps : steps.reverse()) step()
      expect(shown(id)).toMatchObject({ revision: 2, data: { lastName: 'Silva', title: 'Dr' }, pendingSince: null })
      expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
    }
  })

  it('[R2] of an older revision than the base changes nothing but the status', () => {
    const id = store.core.makeId()
    pull('e1', 1, record(id, 1, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    const [change] = store.sync.nextBatch().changes
    pull('e1', 4, record(id, 4, { lastName: 'Souza', title: 'Dr' }))
    store.sync.applyResults([applied(change!.id, record(id, 2, { lastName: 'Silva', title: 'Dr' }))], seenOf('e1', 2))
    expect(shown(id)).toMatchObject({ revision: 4, data: { lastName: 'Souza', title: 'Dr' }, pendingSince: null })
  })
})

describe('another epoch in the midst of a push', () => {
  it('[R5] an answer of the epoch that ended settles nothing: the same ids go to the living one', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    const [change] = store.sync.nextBatch().changes
    snapshot('e2', 20, record(id, 20, { lastName: 'Older' }))
    store.sync.applyResults([applied(change!.id, record(id, 51, { lastName: 'Silva', title: 'Dr' }))], seenOf('e1', 51))
    expect(epochNow()).toBe('e2')
    expect(store.sync.state()).toMatchObject({ seen: seenOf('e2', 20), counts: { pending: 1, synced: 0 } })
    expect(store.sync.nextBatch().changes).toEqual([change])
    store.sync.applyResults([applied(change!.id, record(id, 21, { lastName: 'Older', title: 'Dr' }))], seenOf('e2', 22))
    expect(shown(id)).toMatchObject({ revision: 21, data: { lastName: 'Older', title: 'Dr' } })
  })

  it('[R5] a page of the epoch that ended moves nothing', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    snapshot('e2', 20, record(id, 20, { lastName: 'Older' }))
    pull('e1', 52, record(id, 52, { lastName: 'Of before' }))
    expect(store.sync.state()).toMatchObject({ cursor: 'e2-20', seen: seenOf('e2', 20) })
    expect(shown(id)).toMatchObject({ revision: 20, data: { lastName: 'Older' } })
  })

  it('[M1] an edit that shares a field with an unsettled one of a dead epoch is no better informed than that one', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva', company: 'Acme' }))
    write(id, 'update', { company: 'Blick' })
    snapshot('e2', 20, record(id, 10, { lastName: 'Silva', company: 'Corso' }))
    write(id, 'update', { company: 'Blick AG' })
    write(id, 'update', { title: 'Dr' })
    const bases = store.sync.nextBatch().changes.map(({ baseEpoch, baseRevision }) => [baseEpoch, baseRevision])
    expect(bases).toEqual([['e1', 50], ['e1', 50], ['e2', 10]])
  })
})

describe('a snapshot', () => {
  it('[R6, M4] leaves what a pending deletion takes along as the server has it, for when the deletion gives way', () => {
    const [contact, note] = [store.core.makeId(), store.core.makeId()]
    const records = [record(contact, 1, { lastName: 'Silva' }), record(note, 2, { contactId: contact, body: 'Met' }, { entity: 'notes' })]
    pull('e1', 2, ...records)
    write(contact, 'delete')
    const [change] = store.sync.nextBatch().changes
    snapshot('e1', 2, ...records)
    expect(store.data.get('notes', note)?.deletedAt).not.toBeNull()
    store.sync.applyResults([{ id: change!.id, status: 'merged', revision: 3, record: record(contact, 3, { lastName: 'Silva', title: 'Dr' }), superseded: ['deletedAt'] }], seenOf('e1', 3))
    expect(shown(contact)?.deletedAt).toBeNull()
    expect(store.data.get('notes', note)).toMatchObject({ deletedAt: null, revision: 2 })
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })
})

describe('a record that the server has not got', () => {
  const failAll = (code: string): void => {
    for (const { id } of store.sync.nextBatch().changes) store.sync.applyResults([{ id, status: 'rejected', error: { code, message: '' } }], null)
  }
  /** The server defers what it has never heard of. */
  const deferAll = (): void => {
    for (const { id, recordId } of store.sync.nextBatch().changes) store.sync.applyResults([{ id, status: 'deferred', waitsFor: recordId }], null)
    store.sync.pullCompleted()
  }
  const failed = () => store.data.journal({ status: ['failed'] }).rows

  it('[R5] because it purged it is kept whole until the person makes it anew, under another id', () => {
    const id = store.core.makeId(), note = store.core.makeId()
    pull('e1', 1, record(id, 1, { lastName: 'Silva', tags: ['vip'], unknownField: 1 }))
    write(id, 'update', { title: 'Dr' })
    write(id, 'update', { company: 'Acme' })
    write(note, 'create', { contactId: id, body: 'Met' }, 'notes')
    const { changes: [, , noted] } = store.sync.nextBatch()
    store.sync.pushFailed([noted!.id], { code: 'offline', message: '', counts: false })
    for (const change of store.data.journal({ status: ['pushing'] }).rows.reverse()) store.sync.applyResults([{ id: change.change.id, status: 'rejected', error: { code: 'record_gone', message: '' } }], null)
    pull('e1', 2, { ...record(id, 2, {}), data: null, action: 'deleted' })
    expect(shown(id)).toMatchObject({ failed: true, data: { lastName: 'Silva', tags: ['vip'] } })
    expect(failed()[1]!.error).toMatchObject({ kept: { lastName: 'Silva', title: 'Dr', company: 'Acme' } })

    const [anew] = store.data.retryFailed(failed()[0]!.change.mutationId).rows
    expect(anew!.id).not.toBe(id)
    expect(anew).toMatchObject({ revision: 0, data: { lastName: 'Silva', title: 'Dr', company: 'Acme', tags: ['vip'] } })
    expect(shown(id)).toBeNull()
    expect(store.data.list({ entity: 'contacts' }).total).toBe(1)
    expect(store.data.journalCounts()).toMatchObject({ failed: 0, replaced: 2 })
    const sent = store.data.journal({ status: ['pending'] }).rows.map(({ change }) => [change.op, change.entity])
    expect(sent).toEqual([['create', 'contacts'], ['create', 'notes']])
  })

  it('[R5] goes when the person discards what was kept of it', () => {
    const id = store.core.makeId()
    pull('e1', 1, record(id, 1, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    failAll('record_gone')
    store.sync.discard([failed()[0]!.change.mutationId], [])
    expect(shown(id)).toBeNull()
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  it('[P2, R5] because it was restored to a time before it: the edit fails instead of waiting for ever, and a retry brings the record back whole', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    snapshot('e2', 20)
    expect(shown(id)?.data).toEqual({ lastName: 'Silva', title: 'Dr' })
    deferAll()
    expect(failed()).toMatchObject([{ error: { code: 'reference_gone', kept: { lastName: 'Silva', title: 'Dr' } } }])
    store.data.retryFailed(failed()[0]!.change.mutationId, { [id]: { title: 'Prof' } })
    const [again] = store.sync.nextBatch().changes
    expect(again).toMatchObject({ op: 'create', recordId: id, baseRevision: 0, patch: { lastName: 'Silva', title: 'Prof' } })
    expect(shown(id)).toMatchObject({ revision: 0, data: { lastName: 'Silva', title: 'Prof' } })
  })

  it('[R5] where somebody else brings it back meanwhile, the retry is an edit again, and discarding leaves theirs', () => {
    const ids = [store.core.makeId(), store.core.makeId()] as const
    pull('e1', 50, ...ids.map((id, index) => record(id, 49 + index, { lastName: 'Silva' })))
    for (const id of ids) write(id, 'update', { title: 'Dr' })
    snapshot('e2', 20)
    deferAll()
    pull('e2', 22, ...ids.map((id, index) => record(id, 21 + index, { lastName: 'Souza' })))
    const [two, one] = failed()
    store.sync.discard([one!.change.mutationId], [])
    expect(shown(ids[0])).toMatchObject({ revision: 21, data: { lastName: 'Souza' } })
    store.data.retryFailed(two!.change.mutationId)
    expect(store.sync.nextBatch().changes).toMatchObject([{ op: 'update', recordId: ids[1], baseRevision: 50, baseEpoch: 'e1' }])
  })

  it('[R5] a deletion of it has nothing left to do', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    write(id, 'delete')
    snapshot('e2', 20)
    deferAll()
    store.data.retryFailed(failed()[0]!.change.mutationId)
    expect(shown(id)).toBeNull()
    expect(store.data.journalCounts()).toMatchObject({ failed: 0, pending: 0, replaced: 1 })
  })
})

describe('answers of one request', () => {
  it('[P4] what the server took stays taken, although it builds on what it refused', () => {
    const [contact, other] = [store.core.makeId(), store.core.makeId()]
    pull('e1', 2, record(contact, 1, { lastName: 'Silva' }, { deletedAt: '2026-02-01T00:00:00.000Z' }), record(other, 2, { lastName: 'Other' }))
    store.data.mutate({ mutationId: store.core.makeId(), label: 'both', changes: [
      { entity: 'contacts', recordId: contact, op: 'restore', patch: {} }, { entity: 'contacts', recordId: other, op: 'update', patch: { title: 'x' } },
    ] })
    write(contact, 'update', { title: 'Dr' })
    const [restore, edit, later] = store.sync.nextBatch().changes
    store.sync.applyResults([
      { id: restore!.id, status: 'rejected', error: { code: 'mutation_refused', message: '' } }, { id: edit!.id, status: 'rejected', error: { code: 'forbidden', message: '' } },
      // An edit brings a record back by itself (M4).
      applied(later!.id, record(contact, 3, { lastName: 'Silva', title: 'Dr' })),
    ], seenOf('e1', 3))
    expect(store.data.journalCounts()).toMatchObject({ failed: 2, synced: 1 })
    expect(shown(contact)).toMatchObject({ revision: 3, deletedAt: null, data: { title: 'Dr' } })
  })
})
