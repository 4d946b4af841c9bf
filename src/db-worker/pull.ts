import type { SyncRecord } from '../protocol/change.ts'
import type { PulledChange, SyncEventFrame } from '../protocol/pull.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { learnSeen, leaveEpoch } from './epochs.ts'
import { beginGivingBack } from './give-back.ts'
import { baseOf } from './given-record.ts'
import { isOfDeadEpoch, keptChanges, notePurged } from './kept-records.ts'
import { keepAlong } from './kept-along.ts'
import { mayMeet, noteMet } from './met-alike.ts'
import { takeBase } from './view.ts'

/**
 * R2: a page, the rebase of what it touches and the cursor are one transaction. False: it was asked for from a place (`since`) that this device
 * has given up meanwhile, for a rebuild or another epoch, and would stand where a snapshot has to; or as another replica (`replicaId`), before a backup was restored,
 * of which the place is an older one.
 */
export function applyPage(core: Core, page: { since?: string; replicaId?: string; changes: readonly PulledChange[]; cursor: string; seen: string; backupDays?: number | undefined }): boolean {
  return core.write(() => {
    if (page.since !== undefined && core.meta.get('cursor') === null) return false
    if (page.replicaId !== undefined && page.replicaId !== core.replicaId) return false
    if (!learnSeen(core, page.seen)) return true
    for (const change of page.changes) storeRecord(core, change)
    core.meta.set('cursor', page.cursor)
    if (page.backupDays !== undefined && page.backupDays !== core.meta.get('backupDays')) core.meta.set('backupDays', page.backupDays)
    core.touchJournal()
    return true
  })
}

/** R2: as a page where the frame begins at the cursor; else nothing, and false: pull then. Whoever looks at it does not wait for the disk: lost with the cursor, it is pulled again. */
export function applyFrame(core: Core, frame: SyncEventFrame): boolean {
  return core.write(() => {
    if (core.meta.get('cursor') !== frame.from || core.meta.get('snapshot') !== null) return false
    if (frame.seen !== undefined) learnSeen(core, frame.seen)
    for (const event of frame.events) storeRecord(core, event.payload)
    core.meta.set('cursor', frame.to)
    core.touchJournal()
    return true
  }, false)
}

/** Stores what the server gave, whatever it contains (R2), also of entities this version does not know (R4). */
export function storeRecord(core: Core, record: SyncRecord): void {
  const table = core.tables.get(record.entity)
  if (table === undefined) {
    if (record.data === null) core.db.run('DELETE FROM unknown_records WHERE entity = ? AND id = ?', [record.entity, record.id])
    else storeUnknown(core, record)
    return
  }
  if (record.data !== null) {
    const isNew = record.deletedAt === null && mayMeet(core, table, record.id)
    takeBase(core, table, baseOf(core, record))
    if (isNew) noteMet(core, table, record.id)
    return
  }
  forget(core, table, record)
}

/** Purged. What has changes of this person over it stays whole until they are answered, and then until the person decides (R5). */
function forget(core: Core, table: EntityTable, { id, revision }: SyncRecord): void {
  const entity = table.entity.name, row = core.records.read(table, id)
  // Made anew since, perhaps by this very person.
  if (row === null || (row.revision > revision && !isOfDeadEpoch(core, row))) return
  core.touch(entity)
  if (core.journal.hasUnsettled(entity, id) || keptChanges(core, entity, id).length > 0) {
    notePurged(core, table, id)
    return
  }
  keepAlong(core, table, row)
  core.records.remove(table, row.n)
  core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [id, entity])
}

function storeUnknown(core: Core, record: SyncRecord): void {
  const given = baseOf(core, record)
  core.db.run(
    `INSERT INTO unknown_records (entity, id, revision, epoch, gen, deleted_at, updated_at, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (entity, id) DO UPDATE SET revision = excluded.revision, epoch = excluded.epoch, gen = excluded.gen,
       deleted_at = excluded.deleted_at, updated_at = excluded.updated_at, data = excluded.data
     WHERE excluded.epoch <> epoch OR excluded.revision >= revision`,
    [record.entity, given.id, given.revision, given.epoch, given.gen, given.deletedAt, given.updatedAt, JSON.stringify(given.data)])
}

/**
 * 410 or another epoch (R5): the cursor goes, the journal stays; the next pull is a snapshot. Where all is reset, nothing that is here may
 * stand against it: put back once more before it comes, the server speaks of an epoch whose name is known. What the server has lost is given
 * back first (R8).
 */
export function resetRequired(core: Core, entities: readonly string[] | 'all'): void {
  if (entities.length === 0) throw new SatchelError('invalid', 'A reset names entities.')
  core.write(() => {
    core.meta.set('cursor', null)
    core.meta.set('snapshot', null)
    if (entities === 'all') leaveEpoch(core, null)
    beginGivingBack(core, entities === 'all' ? 'epoch_changed' : 'reset')
    core.touchJournal()
  })
}
