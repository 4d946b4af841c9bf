import { beforeEach, describe, expect, it } from 'vitest'
import { applied, record, seenOf, setupSynced, type Synced } from './db-synced-setup.ts'

/* Answers, pages, frames and snapshots in every order in which they can arrive at one device. */

let store: Synced['store']
let pull: Synced['pull']
let snapshot: Synced['snapshot']
let write: Synced['write']
let shown: Synced['shown']
beforeEach(async () => { ({ store, pull, snapshot, write, shown } = await setupSynced()) })

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

describe('what comes down', () => {
  it('[R2] is stored whatever it contains: rules and references are not asked', () => {
    const [nameless, note] = [store.core.makeId(), store.core.makeId()]
    const odd = { emails: 'no list', birthday: 'soon', tags: [{ label: 'no id' }], lastName: null as unknown as string }
    pull('e1', 2, record(nameless, 1, odd), record(note, 2, { contactId: store.core.makeId(), body: '' }, { entity: 'notes' }))
    store.sync.pullCompleted()
    expect(shown(nameless)?.data).toEqual(odd)
    expect(store.data.get('notes', note)?.data['body']).toBe('')
    expect(store.data.list({ entity: 'contacts' }).total).toBe(1)
    // And can be edited back into shape.
    write(nameless, 'update', { lastName: 'Silva', emails: [{ value: 'a@example.org' }] })
    expect(shown(nameless)?.data).toMatchObject({ lastName: 'Silva', emails: [{ value: 'a@example.org' }] })
  })

  it('[R2, R6] of the living epoch replaces any of a dead one; what the snapshot did not name goes, however high its number was', () => {
    const [named, unnamed] = [store.core.makeId(), store.core.makeId()]
    pull('e1', 60, record(named, 50, { lastName: 'Of before' }), record(unnamed, 60, { lastName: 'Gone' }))
    snapshot('e2', 20, record(named, 10, { lastName: 'Of now' }))
    expect(shown(named)).toMatchObject({ revision: 10, data: { lastName: 'Of now' } })
    expect(shown(unnamed)).toBeNull()
    pull('e2', 21, record(named, 9, { lastName: 'Older' }))
    expect(shown(named)).toMatchObject({ revision: 10 })
  })
})
