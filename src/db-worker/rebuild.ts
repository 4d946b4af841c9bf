import type { Core } from './core.ts'
import { leaveEpoch } from './epochs.ts'

/**
 * "Rebuild this device" (R5): everything the server gave counts as of a dead epoch from now on, so the snapshot that the missing cursor
 * causes replaces all of it and removes what it does not name. Until then people see what they saw. The journal stays; so do records the
 * server never saw. What is derived is derived again.
 */
export function rebuild(core: Core): void {
  core.write(() => {
    const { db, meta, records } = core
    leaveEpoch(core, meta.get('epochNames')?.[meta.get('epochNumber') ?? 0] ?? null)
    meta.set('cursor', null)
    meta.set('snapshot', null)
    for (const [entity, table] of core.tables) {
      for (const n of db.values<number>(`SELECT n FROM ${table.name}`)) {
        records.rederive(table, n, JSON.parse(db.value<string>(`SELECT data FROM ${table.name} WHERE n = ?`, [n])!) as never)
      }
      core.touch(entity)
    }
    core.touchJournal()
  })
}
