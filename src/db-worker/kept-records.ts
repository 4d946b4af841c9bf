import { isNewName } from '../model/unknown-entity.ts'
import type { Data } from '../shared/json.ts'
import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'
import type { EntityTable } from './entity-table.ts'
import type { StoredRecord } from './records.ts'

/*
 * R5: records that the server has not got (any more), and of which a change of this person failed for it. They stay whole, in view and with
 * the change, until the person decides: to retry, which makes them anew, or to discard.
 */

/** The failed changes that keep a record. */
export const keptChanges = ({ journal }: Core, entity: string, id: string): JournalEntry[] =>
  journal.select("record_id = ? AND entity = ? AND status = 'failed'", [id, entity]).filter(({ error }) => error?.kept !== undefined)

/** Whether the server last gave a record in a life that is over. */
export const isOfDeadEpoch = ({ meta }: Core, { revision, epoch }: Pick<StoredRecord, 'revision' | 'epoch'>): boolean =>
  revision > 0 && epoch !== (meta.get('epochNumber') ?? 0)

/**
 * Whether a base is nowhere but here: of a dead epoch, or not named by the last snapshot (R6), which is whole; and no failed change keeps it.
 */
export function isNowhere(core: Core, entity: string, base: StoredRecord): boolean {
  const { meta } = core
  if (meta.get('cursor') === null || meta.get('snapshot') !== null) return false
  const unnamed = base.revision > 0 && base.gen !== (meta.get('generation') ?? 0)
  return (unnamed || isOfDeadEpoch(core, base)) && keptChanges(core, entity, base.id).length === 0
}

/** Of no epoch that there ever was. */
export const noEpoch = -1

/**
 * The server has purged a record that is still here for the sake of changes over it: it counts as of a dead epoch from now on, so it goes when
 * they do, stays whole with them where they fail, and is the server's again where somebody has made it anew.
 */
export function notePurged({ db, digests }: Core, table: EntityTable, id: string): void {
  db.run('UPDATE base_records SET epoch = ? WHERE id = ? AND entity = ?', [noEpoch, id, table.entity.name])
  db.run(`UPDATE ${table.name} SET epoch = ? WHERE id = ? AND revision > 0`, [noEpoch, id])
  // It has no part in the digest any more (R7).
  const n = db.value<number>(`SELECT n FROM ${table.name} WHERE id = ?`, [id])
  if (n !== undefined) digests.mark(table, n)
}

/** Whether what a failed change keeps is still nowhere else: somebody may have brought the record to the living epoch since. */
export function isStillGone(core: Core, { change, error }: JournalEntry): boolean {
  if (error?.kept === undefined) return false
  const row = core.records.read(core.table(change.entity), change.recordId)
  return row === null || isOfDeadEpoch(core, row)
}

/** Takes a kept record out of the view, once no change keeps it any more. */
export function letGo(core: Core, entry: JournalEntry): void {
  const { entity, recordId: id } = entry.change
  if (!isStillGone(core, entry) || core.journal.hasUnsettled(entity, id) || keptChanges(core, entity, id).length > 0) return
  const table = core.table(entity), row = core.records.read(table, id)
  core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [id, entity])
  if (row !== null) core.records.remove(table, row.n)
  core.touch(entity)
}

/**
 * What the server once gave of a record, to be given to it again: the fields that this version knows, and by name those that it does not (R4). A text
 * goes by its words.
 */
export const asGiven = (data: Data): Data => Object.fromEntries(Object.entries(data).filter(([name]) => isNewName(name)))
