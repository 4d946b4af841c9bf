import { expect, it } from 'vitest'
import { openMemoryStore } from '../support/memory-db.ts'

/** A contact whose company two people wrote, on a device of one of them, after an act that has nothing to do with it. */
async function setupConflict() {
  const { data, sync, core } = await openMemoryStore()
  const [contact, other, conflict] = [core.makeId(), core.makeId(), core.makeId()]
  const pulled = { action: 'updated', deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' } as const
  const theirs = { value: 'Theirs' }, mine = [{ value: 'Mine' }]
  sync.applyPage({
    changes: [
      { ...pulled, entity: 'contacts', id: contact, revision: 1, data: { lastName: 'Silva', company: 'Theirs' } },
      { ...pulled, entity: 'conflicts', id: conflict, revision: 2, data: { entity: 'contacts', recordId: contact, field: 'company', base: 'Base', theirs, mine, status: 'open' } },
    ],
    cursor: 'c', seen: 's', hasMore: false,
  })
  const write = (label: string, ...changes: Parameters<typeof data.mutate>[0]['changes']) => data.mutate({ mutationId: core.makeId(), label, changes })
  write('Before', { entity: 'contacts', recordId: other, op: 'create', patch: { lastName: 'Other' } })
  const settle = (value: string): void => {
    write('Settle',
      { entity: 'contacts', recordId: contact, op: 'update', patch: { company: value } },
      { entity: 'conflicts', recordId: conflict, op: 'update', patch: { status: 'settled', settlement: { value, saw: { theirs, mine } } } })
  }
  const standing = (): unknown[] => [data.get('conflicts', conflict)!.data['status'], data.get('contacts', contact)!.data['company'], data.get('contacts', other)!.deletedAt]
  return { data, settle, standing }
}

it.each(['Theirs', 'Mine', 'Both'])('[M3, U1] undoing a settlement by "%s" opens the conflict again and touches nothing else', async (value) => {
  const { data, settle, standing } = await setupConflict()
  settle(value)
  expect(standing()).toEqual(['settled', value, null])
  expect(data.undo()).toMatchObject({ done: true, label: 'Settle' })
  expect(standing()).toEqual(['open', 'Theirs', null])
  expect(data.redo()).toMatchObject({ done: true })
  expect(standing()).toEqual(['settled', value, null])
})
