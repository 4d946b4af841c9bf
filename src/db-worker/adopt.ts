import { liftChange } from '../merge/lift.ts'
import type { Entity } from '../model/entity.ts'
import type { Change } from '../protocol/change.ts'
import type { Core } from './core.ts'
import { hashed } from './journal.ts'
import { refresh } from './view.ts'

/**
 * Rescue: takes changes that a database lost into its journal, under their own ids, numbers and hashes. Only a database that was rebuilt
 * after damage does so, until it has been offered all that the mirror holds, however long that takes; in any other, what is not listed as unsettled was
 * settled or discarded. The number taken in.
 */
export function adopt(core: Core, changes: readonly Change[], isAll = false): number {
  if (core.meta.get('adopting') !== true) return 0
  return core.write(() => {
    if (isAll) core.meta.set('adopting', null)
    return adoptAlways(core, changes)
  })
}

export function adoptAlways(core: Core, changes: readonly Change[], statusOf: (change: Change) => 'pending' | 'failed' = () => 'pending'): number {
  return core.write(() => {
    let taken = 0
    for (const change of [...changes].sort((a, b) => a.seq - b.seq)) {
      if (core.journal.byId(change.id) !== null) continue
      // The hash is that of the number it was journaled under, which may have been given anew since; the order of what is taken in stays.
      const free = core.db.value('SELECT 1 FROM local_changes WHERE seq = ?', [change.seq]) === undefined
      const table = core.tables.get(change.entity)
      const title = table === undefined ? change.entity : titleOf(table.entity, change)
      core.journal.append({ ...hashed(change), seq: free ? change.seq : core.journal.nextSeq() }, { label: title, title, createdAt: core.clock.now() })
      // It may have left the device before the damage, so it counts as sent (J2).
      core.db.run('UPDATE local_changes SET sent = 1, status = ? WHERE id = ?', [statusOf(change), change.id])
      core.hlc.observe(change.at)
      if (table !== undefined) keepAsBase(core, change)
      taken += 1
    }
    for (const change of changes) {
      const table = core.tables.get(change.entity)
      if (table !== undefined) refresh(core, table, change.recordId)
    }
    if (taken > 0) core.touchJournal()
    return taken
  })
}

function titleOf(entity: Entity, change: Change): string {
  const { before, patch } = liftChange(entity, change)
  return entity.title({ ...before, ...patch })
}

/** A row that is there without unsettled changes is its own base, and stays it under what is taken in. */
export function keepAsBase(core: Core, change: Pick<Change, 'entity' | 'recordId'>): void {
  core.db.run(
    `INSERT OR IGNORE INTO base_records (entity, id, revision, epoch, gen, deleted_at, updated_at, data)
     SELECT ?, id, revision, epoch, gen, deleted_at, updated_at, data FROM ${core.table(change.entity).name} WHERE id = ? AND revision > 0`,
    [change.entity, change.recordId])
}
