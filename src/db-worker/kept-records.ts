import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'
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

/** Whether a base is of a dead epoch, the snapshot of the living one is here and has not named it (R6), and no failed change keeps it. */
export const isNowhere = (core: Core, entity: string, base: StoredRecord): boolean =>
  isOfDeadEpoch(core, base) && core.meta.get('cursor') !== null && core.meta.get('snapshot') === null && keptChanges(core, entity, base.id).length === 0

/** Whether what a failed change keeps is still nowhere else: somebody may have brought the record to the living epoch since. */
export function isStillGone(core: Core, { change, error }: JournalEntry): boolean {
  if (error?.kept === undefined) return false
  const row = core.records.read(core.table(change.entity), change.recordId)
  return error.code === 'record_gone' || row === null || isOfDeadEpoch(core, row)
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
