import { beforeEach, describe, expect, it } from 'vitest'
import { record, seenOf, setupSynced, type Synced } from './db-synced-setup.ts'

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
  const purged = (id: string, revision: number) => ({ ...record(id, revision, {}), data: null, deletedAt: 'then', action: 'deleted' as const })
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
    // [R4] With what this version does not know, as something that it was given.
    expect(store.data.journal({ status: ['pending'] }).rows.find(({ change }) => change.recordId === id)!.change).toMatchObject({ patch: { lastName: 'Silva', unknownField: 1 }, before: { unknownField: 1 } })
    expect(store.data.history('contacts', id).at(-1)?.fields).not.toHaveProperty('unknownField')
  })

  describe('and what hung together with it', () => {
    const note = (id: string, revision: number, contactId: string, body: string, more = {}) => record(id, revision, { contactId, body }, { entity: 'notes', ...more })
    const sent = () => store.sync.nextBatch().changes.map(({ op, entity, patch }) => [op, entity, patch['lastName'] ?? patch['body']])
    const aside = (): unknown => store.core.db.value('SELECT count(*) FROM kept_along')

    /** Silva with two notes that live and one in the trash, Dee with one, whom nobody cares for. */
    const setupNotes = () => {
      const [silva, dee, edited, other, trashed, dees] = Array.from({ length: 6 }, store.core.makeId) as [string, string, string, string, string, string]
      pull('e1', 6, record(silva, 1, { lastName: 'Silva' }), record(dee, 2, { lastName: 'Dee' }), note(edited, 3, silva, 'One'), note(other, 4, silva, 'Two'),
        note(trashed, 5, silva, 'Three', { deletedAt: 'then' }), note(dees, 6, dee, 'Four'))
      const news = () => pull('e1', 12, ...[edited, other, trashed, dees].map((id, index) => ({ ...purged(id, 7 + index), entity: 'notes' })), purged(silva, 11), purged(dee, 12))
      return { silva, edited, news }
    }

    it.each(['news', 'snapshot'])('[R5] is made anew after it, whether the %s or the answer comes first', (told) => {
      const { silva, news } = setupNotes()
      write(silva, 'update', { title: 'Dr' })
      if (told === 'news') news()
      else snapshot('e1', 12)
      expect(store.data.list({ entity: 'notes' }).total).toBe(0)
      failAll('record_gone')
      store.data.retryFailed(failed()[0]!.change.mutationId)
      expect(sent()).toEqual([['create', 'contacts', 'Silva'], ['create', 'notes', 'One'], ['create', 'notes', 'Two']])
      expect(store.data.list({ entity: 'notes' }).rows.map(({ data }) => data['body']).sort()).toEqual(['One', 'Two'])
      expect(aside()).toBe(0)
    })

    it('[R5] the answer having come before the news', () => {
      const { silva, news } = setupNotes()
      write(silva, 'update', { title: 'Dr' })
      failAll('record_gone')
      news()
      store.data.retryFailed(failed()[0]!.change.mutationId)
      expect(sent()).toHaveLength(3)
    })

    it('[J3, R5] is made anew before it, where it refers to that', () => {
      const { edited, news } = setupNotes()
      write(edited, 'update', { body: 'One and a half' }, 'notes')
      news()
      expect(shown(edited)).toBeNull()
      failAll('record_gone')
      store.data.retryFailed(failed()[0]!.change.mutationId)
      expect(sent()).toEqual([['create', 'contacts', 'Silva'], ['create', 'notes', 'One and a half'], ['create', 'notes', 'Two']])
    })

    it('[R5] so is the contact of a note that was written for it meanwhile', () => {
      const { silva, news } = setupNotes()
      write(store.core.makeId(), 'create', { contactId: silva, body: 'New' }, 'notes')
      failAll('reference_gone')
      news()
      store.data.retryFailed(failed()[0]!.change.mutationId)
      expect(sent()).toEqual([['create', 'contacts', 'Silva'], ['create', 'notes', 'New'], ['create', 'notes', 'One'], ['create', 'notes', 'Two']])
    })

    it('[R5] is not made anew where somebody did so meanwhile', () => {
      const { silva, edited, news } = setupNotes()
      write(silva, 'update', { title: 'Dr' })
      news()
      pull('e1', 20, note(edited, 20, silva, 'Anew'))
      failAll('record_gone')
      store.sync.sweep()
      expect(aside()).toBe(2)
      store.data.retryFailed(failed()[0]!.change.mutationId)
      expect(sent()).toEqual([['create', 'contacts', 'Silva'], ['create', 'notes', 'Two']])
    })

    it('[R5] goes when what it hung on is discarded', () => {
      const { silva, news } = setupNotes()
      write(silva, 'update', { title: 'Dr' })
      news()
      failAll('record_gone')
      store.sync.discard([failed()[0]!.change.mutationId], [])
      store.sync.sweep()
      expect(aside()).toBe(0)
    })
  })

  it.each([[null, ['create', 'update']], ['then', ['create', 'restore', 'update']]])('[P2, P4] made anew with what another has made alike meanwhile, it edits that (seed 100453; deleted: %s)', (deletedAt, ops) => {
    const [gone, next] = [store.core.makeId(), store.core.makeId()] as [string, string]
    pull('e1', 1, record(gone, 1, { title: 'Water', status: 'todo' }, { entity: 'tasks' }))
    mutation({ entity: 'tasks', recordId: gone, op: 'update', patch: { status: 'done' } }, { entity: 'tasks', recordId: next, op: 'create', patch: { title: 'Water', status: 'doing' } })
    store.sync.applyResults(store.sync.nextBatch().changes.map(({ id, op }) => ({ id, status: 'rejected' as const, error: { code: op === 'create' ? 'mutation_refused' as const : 'record_gone' as const, message: '' } })), null)
    pull('e1', 3, { ...record(gone, 2, {}, { entity: 'tasks' }), data: null, action: 'deleted' }, record(next, 3, { title: 'Water', status: 'todo' }, { entity: 'tasks', deletedAt }))
    store.data.retryFailed(failed()[0]!.change.mutationId)
    expect(failed()).toEqual([])
    expect(store.data.journal({ status: ['pending'] }).rows.map(({ change }) => change.op).sort()).toEqual(ops)
    expect(store.data.get('tasks', next)).toMatchObject({ data: { status: 'doing' }, deletedAt: null })
  })

  it('[R5] goes from a device that has nothing to say about it, with what it was taken along by', () => {
    const id = store.core.makeId(), note = store.core.makeId(), contact = store.core.makeId()
    pull('e1', 3, record(id, 1, { lastName: 'Silva' }, { deletedAt: 'then' }), record(contact, 2, { lastName: 'Dee' }), record(note, 3, { contactId: contact, body: 'Met' }, { entity: 'notes' }))
    write(contact, 'delete')
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(2)
    pull('e1', 5, purged(id, 4), { ...purged(note, 5), entity: 'notes' })
    expect(shown(id)).toBeNull()
    expect(store.data.get('notes', note)).toBeNull()
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(1)
  })

  it('[R5] and that was made anew since does not go with the older news', () => {
    const id = store.core.makeId()
    pull('e1', 9, record(id, 9, { lastName: 'Anew' }))
    pull('e1', 9, purged(id, 4))
    expect(shown(id)?.data).toEqual({ lastName: 'Anew' })
  })

  it('[R5] goes with the last change over it where the person takes that back, the news or the snapshot having come before', () => {
    const [told, missed] = [store.core.makeId(), store.core.makeId()]
    pull('e1', 2, record(told, 1, { lastName: 'Told' }), record(missed, 2, { lastName: 'Missed' }))
    write(told, 'update', { title: 'Dr' })
    write(missed, 'update', { title: 'Dr' })
    pull('e1', 3, purged(told, 3))
    expect(shown(told)?.data).toEqual({ lastName: 'Told', title: 'Dr' })
    store.sync.resetRequired(['contacts', 'notes'])
    store.sync.snapshotBegin({ cursor: 'e1-4', seen: seenOf('e1', 4), counts: {} }, false)
    store.sync.snapshotEnd()
    expect(shown(missed)?.data).toEqual({ lastName: 'Missed', title: 'Dr' })
    const mutationIds = store.data.journal({}).rows.map(({ change }) => change.mutationId)
    store.sync.discard(mutationIds, mutationIds)
    expect([shown(told), shown(missed)]).toEqual([null, null])
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  it('[R5, R6] stays in view with what failed through a second snapshot', () => {
    const id = store.core.makeId()
    pull('e1', 1, record(id, 1, { lastName: 'Silva' }))
    write(id, 'update', { title: 'Dr' })
    snapshot('e1', 2)
    failAll('record_gone')
    snapshot('e1', 3)
    expect(shown(id)).toMatchObject({ failed: true, data: { lastName: 'Silva' } })
    expect(failed()).toMatchObject([{ error: { code: 'record_gone', kept: { lastName: 'Silva', title: 'Dr' } } }])
  })

  it('[R5] and that somebody made anew is theirs: a retry is an edit of it, a discard leaves it', () => {
    const ids = [store.core.makeId(), store.core.makeId()] as const
    pull('e1', 2, ...ids.map((id, index) => record(id, index + 1, { lastName: 'Silva' })))
    for (const id of ids) write(id, 'update', { title: 'Dr' })
    failAll('record_gone')
    pull('e1', 9, ...ids.map((id, index) => record(id, 8 + index, { lastName: 'Anew' })))
    const [two, one] = failed()
    store.sync.discard([one!.change.mutationId], [])
    expect(shown(ids[0])).toMatchObject({ revision: 8, data: { lastName: 'Anew' } })
    store.data.retryFailed(two!.change.mutationId)
    expect(store.sync.nextBatch().changes).toMatchObject([{ op: 'update', recordId: ids[1], baseRevision: 2, patch: { title: 'Dr' } }])
  })

  it('[R5] is kept with each change of a mutation that is about it, whichever the server names first', () => {
    const [one, two] = [store.core.makeId(), store.core.makeId()]
    pull('e1', 2, record(one, 1, { lastName: 'One' }), record(two, 2, { lastName: 'Two' }))
    mutation({ recordId: one, op: 'update', patch: { title: 'Dr' } }, { recordId: two, op: 'update', patch: { title: 'Dr' } })
    store.sync.applyResults(store.sync.nextBatch().changes.map(({ id }) => ({ id, status: 'rejected' as const, error: { code: 'record_gone', message: '' } })), null)
    expect(failed().map(({ error }) => error?.kept?.['lastName'])).toEqual(['Two', 'One'])
    store.data.retryFailed(failed()[0]!.change.mutationId)
    expect(store.sync.nextBatch().changes.map(({ op, recordId }) => [op, recordId])).toEqual([['create', one], ['create', two]])
  })

  it('[P4, R5] is made anew first when what refers to it is retried', () => {
    const id = store.core.makeId(), note = store.core.makeId()
    pull('e1', 1, record(id, 1, { lastName: 'Silva' }))
    write(note, 'create', { contactId: id, body: 'Met' }, 'notes')
    write(id, 'update', { title: 'Dr' })
    const [noted, edited] = store.sync.nextBatch().changes
    store.sync.applyResults([
      { id: noted!.id, status: 'rejected', error: { code: 'reference_gone', message: '' } }, { id: edited!.id, status: 'rejected', error: { code: 'record_gone', message: '' } },
    ], null)
    store.data.retryFailed(noted!.mutationId)
    expect(store.sync.nextBatch().changes.map(({ op, recordId }) => [op, recordId])).toEqual([['create', id], ['create', note]])
  })

  it('[R5] and was deleted here as well is settled by the answer, and goes', () => {
    const id = store.core.makeId()
    pull('e1', 1, record(id, 1, { lastName: 'Silva' }))
    write(id, 'delete')
    const { changes: [deletion] } = store.sync.nextBatch()
    store.sync.applyResults([{ id: deletion!.id, status: 'applied', revision: 5, record: { ...purged(id, 5) } }], null)
    expect(shown(id)).toBeNull()
    expect(store.data.journalCounts()).toMatchObject({ synced: 1, failed: 0 })
  })

  it('[J3, R5] and was deleted here as well does not come back with what it hung on: its delete, sent once more (R8), would come behind that', () => {
    const id = store.core.makeId(), note = store.core.makeId()
    pull('e1', 2, record(id, 1, { lastName: 'Silva' }), { ...record(note, 2, { contactId: id, body: 'Met' }), entity: 'notes' })
    write(id, 'update', { title: 'Dr' })
    write(note, 'delete', {}, 'notes')
    const [edit, deletion] = store.sync.nextBatch().changes
    store.sync.applyResults([
      { id: edit!.id, status: 'rejected', error: { code: 'record_gone', message: '' } },
      { id: deletion!.id, status: 'applied', revision: 5, record: { ...purged(note, 5), entity: 'notes' } },
    ], null)
    store.data.retryFailed(edit!.mutationId)
    expect(store.sync.nextBatch().changes.map(({ op, recordId }) => [op, recordId])).toEqual([['create', id]])
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
