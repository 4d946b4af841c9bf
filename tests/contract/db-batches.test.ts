import { beforeEach, describe, expect, it } from 'vitest'
import { record, setupSynced, type Synced } from './db-synced-setup.ts'

/* What travels together, what waits, and what fails together. */

let store: Synced['store']
let pull: Synced['pull']
let write: Synced['write']
let mutation: Synced['mutation']
beforeEach(async () => { ({ store, pull, write, mutation } = await setupSynced()) })

describe('what goes along in one batch', () => {
  const gone = '2026-02-01T00:00:00.000Z'

  it('[J3] waits for the restore of what it refers to, and not for an edit or a delete of it', () => {
    const [restored, edited, deleted] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull('e1', 3, record(restored, 1, { lastName: 'A' }, { deletedAt: gone }), record(edited, 2, { lastName: 'B' }), record(deleted, 3, { lastName: 'C' }))
    write(restored, 'restore')
    write(edited, 'update', { title: 'Dr' })
    write(deleted, 'delete')
    expect(store.sync.nextBatch().changes).toHaveLength(3)
    const notes = [restored, edited].map((contactId) => {
      const id = store.core.makeId()
      write(id, 'create', { contactId, body: 'Met' }, 'notes')
      return id
    })
    expect(store.sync.nextBatch()).toMatchObject({ changes: [{ recordId: notes[1] }] })
  })

  it('[J3] keeps a mutation together: one that waits holds all of it back, and what builds on that', () => {
    const [one, other, made] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull('e1', 2, record(one, 1, { lastName: 'A' }), record(other, 2, { lastName: 'B' }))
    write(one, 'update', { title: '1' })
    store.sync.nextBatch()
    mutation({ recordId: one, op: 'update', patch: { title: '2' } }, { recordId: made, op: 'create', patch: { lastName: 'C' } })
    mutation({ recordId: store.core.makeId(), entity: 'notes', op: 'create', patch: { contactId: made, body: 'Met' } })
    write(other, 'update', { title: '3' })
    expect(store.sync.nextBatch()).toMatchObject({ changes: [{ recordId: other }] })
  })

  it('[P1] is at most 1 MiB, in whole mutations', () => {
    const contactId = store.core.makeId()
    pull('e1', 1, record(contactId, 1, { lastName: 'A' }))
    const big = (count: number) => Array.from({ length: count }, () => ({ entity: 'notes', recordId: store.core.makeId(), op: 'create' as const, patch: { contactId, body: 'ö'.repeat(50_000) } }))
    mutation(...big(6))
    mutation(...big(6))
    mutation(...big(1))
    const sizes = [store.sync.nextBatch(), store.sync.nextBatch()].map(({ changes }) => changes.length)
    expect(sizes).toEqual([6, 7])
    expect(() => { mutation(...big(11)) }).toThrow(/1 MiB/)
  })

  it('[P4] a refused edit of an element that somebody removed since is retried with the whole of it, as its author saw it', () => {
    const id = store.core.makeId(), email = { id: 'e1', value: 'bo@example.org', label: 'work' }
    pull('e1', 1, record(id, 1, { firstName: 'Bo', emails: [email] }))
    write(id, 'update', { emails: { $set: { update: { e1: { label: 'home' } } } } })
    const [change] = store.sync.nextBatch().changes
    store.sync.applyResults([{ id: change!.id, status: 'rejected', error: { code: 'role_may_not_write', message: 'no' } }], null)
    pull('e1', 2, record(id, 2, { firstName: 'Bo' }))
    store.data.retryFailed(change!.mutationId)
    expect(store.data.get('contacts', id)!.data['emails']).toEqual([{ ...email, label: 'home' }])
  })

  it('[P4] several that were refused go again each by itself: what went along before is no failure', () => {
    const [one, other, made] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull('e1', 2, record(one, 1, { lastName: 'A' }), record(other, 2, { lastName: 'B' }))
    write(one, 'update', { title: '1' })
    write(made, 'create', { lastName: 'C' })
    mutation({ recordId: store.core.makeId(), entity: 'notes', op: 'create', patch: { contactId: made, body: 'Met' } })
    write(other, 'update', { lastName: '', company: 'Lumen' })
    write(other, 'update', { title: '2' })
    const sent = store.sync.nextBatch().changes
    store.sync.applyResults(sent.map(({ id }) => ({ id, status: 'rejected' as const, error: { code: 'role_may_not_write', message: 'no' } })), null)
    const failed = store.data.journal({ status: ['failed'] }).rows.toReversed().map(({ change }) => change.mutationId)
    expect(failed).toHaveLength(5)
    expect(store.data.retryFailedOnes([...failed, 'nobody'])).toEqual([])
    expect(store.data.journalCounts()).toMatchObject({ failed: 0, replaced: 5, pending: 5 })
    expect(store.data.list({ entity: 'contacts', sort: ['lastName'] }).rows.map(({ data }) => [data['lastName'], data['title'], data['company']])).toEqual([['A', '1', undefined], ['C', undefined, undefined], [undefined, '2', 'Lumen']])
    expect(store.data.list({ entity: 'notes' }).total).toBe(1)
  })

  it('[P4] leaves the view with a refused create, and what builds on that in turn, in whole mutations; nothing else does', () => {
    const [refused, second, third, other] = [store.core.makeId(), store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull('e1', 1, record(other, 1, { lastName: 'Other' }))
    write(refused, 'create', { lastName: 'Refused' })
    mutation({ recordId: store.core.makeId(), entity: 'notes', op: 'create', patch: { contactId: refused, body: 'Met' } }, { recordId: second, op: 'create', patch: { lastName: 'Second' } })
    mutation({ recordId: second, op: 'update', patch: { title: 'Dr' } }, { recordId: third, op: 'create', patch: { lastName: 'Third' } })
    write(third, 'update', { title: 'Prof' })
    write(other, 'update', { title: 'Mag' })
    const [first] = store.sync.nextBatch().changes
    store.sync.applyResults([{ id: first!.id, status: 'rejected', error: { code: 'invalid', message: '' } }], null)
    expect(store.data.list({ entity: 'contacts' }).rows.map((row) => [row.data['lastName'], row.data['title']])).toEqual([['Other', 'Mag']])
    expect(store.data.list({ entity: 'notes' }).total).toBe(0)
    expect(store.data.journalCounts()).toMatchObject({ failed: 6, pushing: 1 })
    store.data.retryFailed(first!.mutationId)
    expect(store.data.list({ entity: 'contacts' }).total).toBe(4)
    const again = store.sync.nextBatch().changes
    expect(again.map(({ op, recordId }) => [op, recordId === refused ? 1 : recordId === second ? 2 : recordId === third ? 3 : 'note'])).toEqual([
      ['create', 1], ['create', 'note'], ['create', 2], ['update', 2], ['create', 3], ['update', 3],
    ])
  })

  it('[P4] what was refused along with what it builds on is retried with it, and says what that is; mended alone, the rest goes as it was written', () => {
    const [contact, task, part] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    write(contact, 'create', { lastName: 'Silva' })
    mutation({ recordId: task, entity: 'tasks', op: 'create', patch: { title: 'Call', contactId: contact, due: '2026-12-01' } })
    mutation({ recordId: part, entity: 'tasks', op: 'create', patch: { title: 'Look up the number', parentId: task } })
    mutation({ recordId: task, entity: 'tasks', op: 'update', patch: { title: 'Call again' } })
    const { changes } = store.sync.nextBatch(), last = changes.at(-1)!
    store.sync.applyResults([{ id: changes[0]!.id, status: 'rejected', error: { code: 'role_may_not_write', message: 'no' } }], null)
    expect(store.data.journal({ status: ['failed'] }).rows.map(({ error }) => error!.message)).toEqual([...Array.from({ length: 3 }, () => 'It builds on “Silva”, which was refused. Retried, both go.'), 'no'])
    store.data.retryFailed(last.mutationId, { [task]: { title: 'Call twice' } })
    expect(store.data.journalCounts()).toMatchObject({ failed: 0, replaced: 4 })
    expect(store.sync.nextBatch().changes.map(({ op, recordId, patch }) => [op, recordId, patch['title'] ?? patch['lastName']])).toEqual([
      ['create', contact, 'Silva'], ['create', task, 'Call'], ['create', part, 'Look up the number'], ['update', task, 'Call twice'],
    ])
  })
})
