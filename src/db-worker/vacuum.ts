import type { Core } from './core.ts'

/** Free pages that a database keeps for what is written next, whichever is more: 1 MiB, or a twentieth of it. */
const keptPages = 256
const keptShare = 1 / 20
/** Half a millisecond's worth, and a commit. */
const stepPages = 32
const incremental = 2

/**
 * Gives pages that stand free in the database file back to the file system, a few at a time; true when there are more. The file itself becomes
 * shorter when the log is emptied. Of a database that was made without this mode (decision 0017) the pages are only used again.
 */
export function vacuumStep({ db }: Core): boolean {
  const free = db.value<number>('PRAGMA freelist_count') ?? 0
  const kept = Math.max(keptPages, (db.value<number>('PRAGMA page_count') ?? 0) * keptShare)
  if (free <= kept || db.value('PRAGMA auto_vacuum') !== incremental) return false
  db.exec(`PRAGMA incremental_vacuum(${Math.min(stepPages, Math.ceil(free - kept))})`)
  return true
}
