import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/db-worker/store.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { notes } from '../../src/model/notes.ts'
import { openMemoryStore } from '../support/memory-db.ts'

describe('[M4] what a deletion takes along', () => {
  let store: Store
  beforeEach(async () => { store = await openMemoryStore() })

  const write = (entity: string, recordId: string, op: 'create' | 'update' | 'delete' | 'restore', patch = {}): void => {
    store.data.mutate({ mutationId: store.core.makeId(), label: op, changes: [{ entity, recordId, op, patch }] })
  }
  const pulled = (entity: string, id: string, revision: number, data: Record<string, string>, deletedAt: string | null = null): SyncRecord & { action: 'updated' } =>
    ({ action: 'updated', entity, id, revision, data, deletedAt, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' })
  const pull = (...changes: ReturnType<typeof pulled>[]): void => { store.sync.applyPage({ changes, cursor: store.core.makeId(), seen: 's', hasMore: false }) }
  const living = (): number => store.data.list({ entity: 'notes' }).total

  it('shows notes gone with their contact and back with it, without changes of their own', () => {
    const [contact, note] = [store.core.makeId(), store.core.makeId()]
    write('contacts', contact, 'create', { lastName: 'Silva' })
    write('notes', note, 'create', { contactId: contact, body: 'Hello' })
    write('contacts', contact, 'delete')
    expect(living()).toBe(0)
    expect(store.data.journal({}).rows.map((row) => `${row.change.op} ${row.change.entity}`)).toEqual(['delete contacts', 'create notes', 'create contacts'])
    store.data.undo()
    expect(living()).toBe(1)
    expect(store.data.journal({}).rows[0]!.change).toMatchObject({ op: 'restore', entity: 'contacts' })
  })

  it('holds for notes that came from the server, until it says what became of them', () => {
    const [contact, note, kept] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull(pulled('contacts', contact, 1, { lastName: 'Silva' }), pulled('notes', note, 2, { contactId: contact, body: 'One' }), pulled('notes', kept, 3, { contactId: contact, body: 'Two' }))
    write('contacts', contact, 'delete')
    expect(living()).toBe(0)
    // An edit of a note that comes down meanwhile does not show it again.
    pull(pulled('notes', note, 4, { contactId: contact, body: 'One, edited' }))
    expect(living()).toBe(0)
    const [change] = store.sync.nextBatch().changes
    store.sync.applyResults([{ id: change!.id, status: 'applied', revision: 5, record: pulled('contacts', contact, 5, { lastName: 'Silva' }, '2026-02-01T00:00:00.000Z') }], null)
    expect(living()).toBe(0)
    expect(store.sync.holdsAlong()).toBe(true)
    pull(pulled('notes', note, 6, { contactId: contact, body: 'One, edited' }, '2026-02-01T00:00:00.000Z'))
    store.sync.pullCompleted()
    expect(store.data.list({ entity: 'notes' }).rows.map((row) => row.id)).toEqual([kept])
    expect(store.data.get('notes', note)).toMatchObject({ deletedAt: '2026-02-01T00:00:00.000Z', revision: 6 })
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
    expect(store.sync.holdsAlong()).toBe(false)
  })

  it('comes back when the deletion is refused', () => {
    store.sync.bindTo('w', 'me', 'owner')
    const [contact, note] = [store.core.makeId(), store.core.makeId()]
    pull(pulled('contacts', contact, 1, { lastName: 'Silva' }), pulled('notes', note, 2, { contactId: contact, body: 'One' }))
    write('contacts', contact, 'delete')
    const [change] = store.sync.nextBatch().changes
    store.sync.applyResults([{ id: change!.id, status: 'rejected', error: { code: 'forbidden', message: 'no' } }], null)
    expect(living()).toBe(1)
    expect(store.data.get('contacts', contact)).toMatchObject({ deletedAt: null, failed: true })
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  it('comes back with it where the server took it along, at once and offline, and nothing else', () => {
    const [contact, note, edited, before] = [store.core.makeId(), store.core.makeId(), store.core.makeId(), store.core.makeId()]
    const gone = '2026-02-01T00:00:00.000Z', about = { contactId: contact, body: 'Met' }
    const standing = (): (string | null)[] => [note, edited, before].map((id) => store.data.get('notes', id)!.deletedAt)
    pull(
      pulled('contacts', contact, 5, { lastName: 'Silva' }, gone), pulled('notes', note, 6, about, gone), pulled('notes', edited, 7, about, gone),
      pulled('notes', before, 2, about, '2026-01-15T00:00:00.000Z'))
    write('contacts', contact, 'restore')
    expect(standing()).toEqual([null, null, '2026-01-15T00:00:00.000Z'])
    expect(store.data.journalCounts()).toMatchObject({ pending: 1 })
    store.data.undo()
    expect(standing()).toEqual([gone, gone, '2026-01-15T00:00:00.000Z'])
    store.data.redo()
    // What came down meanwhile shows it as it will be, until the server has said so.
    pull(pulled('notes', note, 8, { ...about, body: 'Met again' }, gone))
    expect(standing()).toEqual([null, null, '2026-01-15T00:00:00.000Z'])
    for (const { id } of store.sync.nextBatch().changes) store.sync.applyResults([{ id, status: 'applied', revision: 9, record: pulled('contacts', contact, 9, { lastName: 'Silva' }) }], null)
    expect(standing()).toEqual([null, null, '2026-01-15T00:00:00.000Z'])
    pull(pulled('notes', note, 10, { ...about, body: 'Met again' }))
    store.sync.pullCompleted()
    expect(standing()).toEqual([null, gone, '2026-01-15T00:00:00.000Z'])
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  it('goes back to the trash with it when the restore is refused', () => {
    const [contact, note] = [store.core.makeId(), store.core.makeId()], gone = '2026-02-01T00:00:00.000Z'
    pull(pulled('contacts', contact, 1, { lastName: 'Silva' }, gone), pulled('notes', note, 2, { contactId: contact, body: 'One' }, gone))
    write('contacts', contact, 'restore')
    expect(living()).toBe(1)
    const [change] = store.sync.nextBatch().changes
    store.sync.applyResults([{ id: change!.id, status: 'rejected', error: { code: 'forbidden', message: 'no' } }], null)
    expect(living()).toBe(0)
    expect(store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  describe('a delete says what its author knew of it', () => {
    const alongOf = (id: string): Record<string, number> | undefined => store.data.journal({}).rows.find(({ change }) => change.recordId === id && change.op === 'delete')!.change.along
    const note = (contact: string, revision: number, id = store.core.makeId()) => pulled('notes', id, revision, { contactId: contact, body: 'Met' })

    it('by the base that a delete of each would have, also where they are in the trash', () => {
      const [contact, seen, edited, mine, trashed] = Array.from({ length: 5 }, () => store.core.makeId()) as [string, string, string, string, string]
      pull(pulled('contacts', contact, 1, { lastName: 'Silva' }), note(contact, 2, seen), note(contact, 3, edited), pulled('notes', trashed, 4, { contactId: contact, body: 'Old' }, '2026-01-02T00:00:00.000Z'))
      write('notes', edited, 'update', { body: 'My words' })
      write('notes', mine, 'create', { contactId: contact, body: 'Not sent yet' })
      // Somebody else's edit lies under this person's own words: they have not seen it.
      pull(note(contact, 9, edited))
      write('contacts', contact, 'delete')
      expect(alongOf(contact)).toEqual({ [seen]: 2, [edited]: 3, [trashed]: 4 })
    })

    it('up to one revision where they are very many, and by name what waits over an older base', () => {
      const contact = store.core.makeId(), edited = store.core.makeId()
      pull(pulled('contacts', contact, 1, { lastName: 'Silva' }), note(contact, 2, edited), ...Array.from({ length: 300 }, (_, n) => note(contact, 3 + n)))
      write('notes', edited, 'update', { body: 'My words' })
      pull(note(contact, 400, edited))
      write('contacts', contact, 'delete')
      expect(alongOf(contact)).toEqual({ [edited]: 2, '*': 302 })
    })

    it('[P4] the same again when it is sent once more, whatever has come down since; and nothing where nothing can go along', () => {
      store.sync.bindTo('w', 'me', 'owner')
      const [contact, seen] = [store.core.makeId(), store.core.makeId()]
      pull(pulled('contacts', contact, 1, { lastName: 'Silva' }), note(contact, 2, seen))
      write('contacts', contact, 'delete')
      const { changes: [sent] } = store.sync.nextBatch()
      store.sync.applyResults([{ id: sent!.id, status: 'rejected', error: { code: 'forbidden', message: 'no' } }], null)
      pull(note(contact, 8, seen), note(contact, 9))
      store.data.retryFailed(sent!.mutationId)
      expect(store.sync.nextBatch().changes).toMatchObject([{ op: 'delete', along: { [seen]: 2 } }])
      const alone = store.core.makeId()
      pull(pulled('contacts', contact, 10, { lastName: 'Silva' }), note(store.core.makeId(), 11, alone))
      write('notes', alone, 'delete')
      expect(alongOf(alone)).toBeUndefined()
    })
  })

  it('a reference with `restrict` forbids the deletion', async () => {
    const strict = { ...notes, name: 'stricts', fields: { ...notes.fields, contactId: { ...notes.fields['contactId']!, reference: { entity: 'contacts', onDelete: 'restrict' as const } } } }
    store = await openMemoryStore({ model: createModel([...productEntities, strict]) })
    const [contact, held] = [store.core.makeId(), store.core.makeId()]
    write('contacts', contact, 'create', { lastName: 'Silva' })
    write('stricts', held, 'create', { contactId: contact, body: 'Needs it' })
    expect(() => { write('contacts', contact, 'delete') }).toThrow(/notes that need this contact/)
    write('stricts', held, 'delete')
    write('contacts', contact, 'delete')
    expect(store.data.get('contacts', contact)!.deletedAt).not.toBeNull()
  })
})
