import { beforeEach, describe, expect, it } from 'vitest'
import { record, setupSynced, type Synced } from './db-synced-setup.ts'

/* Records that a person changed and the server has not got (any more). */

let store: Synced['store']
let pull: Synced['pull']
let snapshot: Synced['snapshot']
let write: Synced['write']
let shown: Synced['shown']
let mutation: Synced['mutation']
beforeEach(async () => { ({ store, pull, snapshot, write, shown, mutation } = await setupSynced()) })

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

  it('[R5] because it purged it is kept whole until the person makes it anew', () => {
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
    expect(anew).toMatchObject({ id, revision: 0, data: { lastName: 'Silva', title: 'Dr', company: 'Acme', tags: ['vip'] } })
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

  it('[P4] a retry while newer edits of it wait is an edit like them', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    snapshot('e2', 20)
    deferAll()
    write(id, 'update', { company: 'Acme' })
    store.data.retryFailed(failed()[0]!.change.mutationId)
    for (let round = 0; round < 3; round += 1) deferAll()
    expect(failed()).toHaveLength(2)
    store.data.retryFailed(failed()[0]!.change.mutationId)
    expect(store.sync.nextBatch().changes).toMatchObject([{ op: 'create', recordId: id, patch: { lastName: 'Silva', title: 'Dr', company: 'Acme' } }])
  })

  it('[P2] a restore of it makes it no more than an edit does', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    write(id, 'delete')
    write(id, 'restore')
    snapshot('e2', 20)
    for (let round = 0; round < 3; round += 1) deferAll()
    expect(store.data.journalCounts()).toMatchObject({ pending: 0, deferred: 0, failed: 2 })
  })

  it('[R5] is kept with the change that is about it, whichever of its mutation the server names, and with the others of the mutation', () => {
    const [one, two, made] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull('e1', 50, record(one, 49, { lastName: 'One' }), record(two, 50, { lastName: 'Two' }))
    mutation({ recordId: made, op: 'create', patch: { lastName: 'Made' } }, { recordId: one, op: 'update', patch: { title: 'Dr' } }, { recordId: two, op: 'update', patch: { title: 'Dr' } })
    snapshot('e2', 20)
    const [creating, ...edits] = store.sync.nextBatch().changes
    store.sync.applyResults([{ id: creating!.id, status: 'deferred', waitsFor: one }, ...edits.map(({ id, recordId }) => ({ id, status: 'deferred' as const, waitsFor: recordId }))], null)
    store.sync.pullCompleted()
    expect(failed().map(({ error }) => error?.kept?.['lastName'] ?? null)).toEqual(['Two', 'One', null])
    store.data.retryFailed(creating!.mutationId)
    expect(store.sync.nextBatch().changes.map(({ op, recordId, patch }) => [op, recordId, patch['lastName']])).toEqual([['create', made, 'Made'], ['create', one, 'One'], ['create', two, 'Two']])
  })

  it('[R6] goes with the last change over it, where the person takes that back before it fails', () => {
    const id = store.core.makeId()
    pull('e1', 50, record(id, 50, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    snapshot('e2', 20)
    const { mutationId } = store.data.journal({}).rows[0]!.change
    store.sync.discard([mutationId], [mutationId])
    expect(shown(id)).toBeNull()
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
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
