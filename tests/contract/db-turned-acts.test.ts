import { expect, it } from 'vitest'
import { openMemoryStore } from '../support/memory-db.ts'

/** A contact whose title was edited, and what its history says of undoing. */
async function setupEdit() {
  const { data, sync, core } = await openMemoryStore()
  const recordId = core.makeId(), mutationId = core.makeId()
  data.mutate({ mutationId: core.makeId(), label: 'Create Silva', changes: [{ entity: 'contacts', recordId, op: 'create', patch: { lastName: 'Silva' } }] })
  data.mutate({ mutationId, label: 'Edit title', changes: [{ entity: 'contacts', recordId, op: 'update', patch: { title: 'Dr' } }] })
  return { data, sync, core, recordId, mutationId, turned: () => data.history('contacts', recordId).map((entry) => entry.turned) }
}

const undid = { kind: 'undo', label: 'Edit title' }, redid = { kind: 'redo', label: 'Edit title' }

it('[U1, H1] the history names what an act undid or did again', async () => {
  const { data, turned } = await setupEdit()
  data.undo()
  data.redo()
  expect(turned()).toEqual([null, null, undid, redid])
  expect(data.recentHistory(2).map((entry) => entry.turned)).toEqual([redid, undid])
  expect(data.journal({ limit: 2 }).rows.map(({ label }) => label)).toEqual(['Redo: Edit title', 'Undo: Edit title'])
})

it('[U1] undoing an undo from the history does the act again, and is called so', async () => {
  const { data, recordId, turned } = await setupEdit()
  data.undo()
  data.undoAct(data.history('contacts', recordId).at(-1)!.groupId!)
  expect(turned().slice(-2)).toEqual([undid, redid])
  expect(data.get('contacts', recordId)?.data).toMatchObject({ title: 'Dr' })
  data.undo()
  expect(turned().at(-1)).toEqual(undid)
})

it('[U1] an act that the undo stack no longer has is named by the words it was journaled with', async () => {
  const { data, core, mutationId, turned } = await setupEdit()
  core.db.run('DELETE FROM undo_acts')
  data.undoAct(mutationId)
  expect(turned().at(-1)).toEqual(undid)
})

it('[J5, H1] it is known after the change was synced and its journal row swept; what another device did is a change like any', async () => {
  const { data, sync, core, recordId, turned } = await setupEdit()
  data.undo()
  const { changeId, mutationId, groupId } = data.history('contacts', recordId).at(-1)!
  core.db.run('DELETE FROM local_changes')
  const entry = (id: string, more: Record<string, string>) => ({
    entity: 'history', id, revision: 9, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u', action: 'created' as const,
    data: { entity: 'contacts', recordId, op: 'update', fields: { title: { from: 'Dr', to: null } }, at: '2026-01-01T00:00:00.000Z', userName: 'Ana', ...more },
  })
  sync.applyPage({ changes: [entry(changeId, { mutationId, groupId: groupId! }), entry(core.makeId(), { mutationId: core.makeId(), at: '2026-01-02T00:00:00.000Z' })], cursor: 'c', seen: 's', hasMore: false })
  expect(turned()).toEqual([undid, null])
})
