import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'

/*
 * R5: records that the server has not got (any more), and of which a change of this person failed for it. They stay whole, in view and with
 * the change, until the person decides: to retry, which makes them anew, or to discard.
 */

/** The failed changes that keep a record. */
export const keptChanges = ({ journal }: Core, entity: string, id: string): JournalEntry[] =>
  journal.select("record_id = ? AND entity = ? AND status = 'failed'", [id, entity]).filter(({ error }) => error?.kept !== undefined)

/** Whether what a failed change keeps is still nowhere else: somebody may have brought the record to the living epoch since. */
export function isStillGone(core: Core, { change, error }: JournalEntry): boolean {
  if (error?.kept === undefined) return false
  const row = core.records.read(core.table(change.entity), change.recordId)
  return error.code === 'record_gone' || row === null || row.epoch !== core.meta.get('epochNumber')
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
