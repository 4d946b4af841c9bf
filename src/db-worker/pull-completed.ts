import type { Core } from './core.ts'
import { isUnsettled } from './journal.ts'
import { reject } from './push-results.ts'
import { refresh } from './view.ts'

/**
 * After the last page (P2): deferred changes are sent again; one whose missing record is neither in the base nor in the journal fails as
 * `reference_gone`, its mutation and dependants with it.
 */
export function pullCompleted(core: Core): void {
  core.write(() => {
    for (const entry of core.journal.select("status = 'deferred'", [])) {
      // An earlier round of this loop may have failed it along with what it builds on.
      if (core.journal.byId(entry.change.id)?.status !== 'deferred') continue
      if (entry.waitsFor !== null && !isHere(core, entry.waitsFor)) {
        reject(core, entry, { code: 'reference_gone', message: 'What it refers to is gone from the workspace.' })
      } else {
        core.journal.setStatus(entry.change.id, 'pending')
      }
    }
    showWhatTheServerKept(core)
    core.meta.set('lastSyncedAt', core.now())
    core.touchJournal()
  })
}

/** What is shown as the device expects it of another's change (M4), and not for a change of its own. */
const heldAlong = `SELECT entity, id FROM base_records b WHERE NOT EXISTS (SELECT 1 FROM local_changes WHERE record_id = b.id AND entity = b.entity AND ${isUnsettled})`

/** Whether anything is; most of the time nothing has a base aside at all. */
export const holdsAlong = ({ db }: Core): boolean => db.value(`SELECT 1 WHERE EXISTS (${heldAlong})`) !== undefined

/** What was shown as deleted along with another (M4) and is not in what came down stands as the server has it. */
function showWhatTheServerKept(core: Core): void {
  for (const { entity, id } of core.db.all<{ entity: string; id: string }>(heldAlong)) {
    const table = core.tables.get(entity)
    if (table !== undefined) refresh(core, table, id)
  }
}

/**
 * In the base of any entity, or made by a change that is still to be pushed. What is only of an epoch that ended is in no base: the
 * snapshot of the living one did not name it.
 */
function isHere({ db, meta, tables }: Core, id: string): boolean {
  const epoch = meta.get('epochNumber') ?? 0
  for (const table of tables.values()) if (db.value(`SELECT 1 FROM ${table.name} WHERE id = ? AND revision > 0 AND epoch = ?`, [id, epoch]) !== undefined) return true
  // A restore makes nothing: where the record is nowhere, it waits for it like every edit.
  return db.value(`SELECT 1 FROM local_changes WHERE record_id = ? AND op = 'create' AND ${isUnsettled}`, [id]) !== undefined
}
