import type { SyncLogEntry } from './contract.ts'
import type { Core } from './core.ts'

const keptEntries = 1_000

/** Adds a line to the log that survives a reload; the oldest go. */
export function addToSyncLog({ db, clock }: Core, entry: Omit<SyncLogEntry, 'at'>): void {
  db.transaction(() => {
    db.run('INSERT INTO sync_log (at, level, event, text) VALUES (?, ?, ?, ?)', [clock.now(), entry.level, entry.event, entry.text.slice(0, 2_000)])
    db.run('DELETE FROM sync_log WHERE n <= (SELECT max(n) FROM sync_log) - ?', [keptEntries])
  })
}

/** Newest first. */
export function readSyncLog({ db }: Core, limit: number): SyncLogEntry[] {
  return db.all<{ at: number; level: SyncLogEntry['level']; event: string; text: string }>(
    'SELECT at, level, event, text FROM sync_log ORDER BY n DESC LIMIT ?', [Math.min(limit, keptEntries)])
    .map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}
