import { beforeEach, describe, expect, it } from 'vitest'
import { settingId } from '../../src/model/settings.ts'
import { applied, record, setupSynced, type Synced } from './db-synced-setup.ts'

/* Undo where others, the purge, or the keeping of the history have come between. */

let device: Synced
beforeEach(async () => { device = await setupSynced() })

const labels = () => device.store.data.undoState()
/** Everything that waits is applied as it is shown here, with its history. */
function syncAll(revision: number): number {
  let at = revision
  for (const change of device.store.sync.nextBatch().changes) {
    const row = device.store.data.get(change.entity, change.recordId)!
    at += 1
    device.store.sync.applyResults([applied(change.id, record(change.recordId, at, row.data, { entity: change.entity, deletedAt: row.deletedAt }))], null)
  }
  return at
}
const act = (label: string, recordId: string, op: 'update' | 'delete', patch = {}): void => {
  device.store.data.mutate({ mutationId: device.store.core.makeId(), label, changes: [{ entity: 'contacts', recordId, op, patch }] })
}

describe('[U1] undo', () => {
  it('leaves alone what a rule forbids to take back, says so, and goes on to what was done before', () => {
    const [ana, ben] = [device.store.core.makeId(), device.store.core.makeId()]
    device.pull('e', 2, record(ana, 1, { firstName: 'Ana' }), record(ben, 2, { firstName: 'Ben' }))
    act('Edit Ben', ben, 'update', { title: 'Dr' })
    act('Employ Ana', ana, 'update', { company: 'Acme' })
    syncAll(2)
    // Somebody else takes her name out: without the company nothing would be left of her.
    device.pull('e', 5, record(ana, 5, { company: 'Acme' }))
    expect(device.store.data.undo()).toMatchObject({ done: true, changed: 0, leftAlone: [{ recordId: ana, fields: ['company'] }] })
    expect(device.shown(ana)?.data).toEqual({ company: 'Acme' })
    expect(labels().undo?.label).toBe('Edit Ben')
    expect(device.store.data.undo()).toMatchObject({ done: true, changed: 1 })
    expect(device.shown(ben)?.data).toEqual({ firstName: 'Ben' })
  })

  it('of an act whose records are gone for good takes back the others, and says how many are gone', () => {
    const [ana, ben] = [device.store.core.makeId(), device.store.core.makeId()]
    device.pull('e', 2, record(ana, 1, { firstName: 'Ana' }), record(ben, 2, { firstName: 'Ben' }))
    device.mutation({ recordId: ana, op: 'delete' }, { recordId: ben, op: 'delete' })
    syncAll(2)
    device.pull('e', 6, { ...record(ana, 6, {}), data: null, deletedAt: 'then', action: 'deleted' })
    expect(device.store.data.undo()).toMatchObject({ done: true, changed: 1, gone: 1 })
    expect(device.shown(ben)?.deletedAt).toBeNull()
  })

  it('of an act that nothing is known of any more says so, and the next goes on to what was done before', () => {
    const ana = device.store.core.makeId()
    device.pull('e', 1, record(ana, 1, { firstName: 'Ana' }))
    act('Edit Ana', ana, 'update', { title: 'Dr' })
    syncAll(1)
    device.store.core.db.run('DELETE FROM local_changes')
    expect(device.store.data.undo()).toEqual({ done: false, label: 'Edit Ana', changed: 0, leftAlone: [], gone: 0 })
    expect(labels()).toEqual({ undo: null, redo: null })
  })
})

describe('[H1] history kept for so many days', () => {
  it('is not shown from the journal for longer either', () => {
    const { store, pull } = device
    const ana = store.core.makeId()
    pull('e', 1, record(ana, 1, { firstName: 'Ana' }))
    act('Edit Ana', ana, 'update', { title: 'Dr' })
    syncAll(1)
    expect(store.data.history('contacts', ana)).toHaveLength(1)
    store.core.db.run('UPDATE local_changes SET settled_at = settled_at - 3 * 86400000')
    expect(store.data.history('contacts', ana)).toHaveLength(1)
    pull('e', 3, record(settingId('historyDays'), 3, { key: 'historyDays', value: 2 }, { entity: 'settings' }))
    expect(store.data.history('contacts', ana)).toHaveLength(0)
    expect(store.data.recentHistory(10)).toHaveLength(0)
  })
})
