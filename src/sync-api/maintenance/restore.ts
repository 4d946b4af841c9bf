import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { besides, faultsIn, incomingOf, toDisk } from './backup-files.ts'
import { openSqliteTables, refuseWhileServed } from './sqlite-tables.ts'

/**
 * Puts a backup in the place of the file. What was there stays beside it, under another name. Devices notice that the history went another way,
 * and give back what came after (R1, R8).
 *
 * @returns where the former file is now; null: there was none
 * @throws where the backup is damaged or of a newer program, or a server is running on the file
 */
export function restore(file: string, backup: string, now: number): string | null {
  if (!existsSync(backup)) throw new Error(`There is no ${backup}.`)
  if (existsSync(file)) refuseWhileServed(file)
  const incoming = incomingOf(file)
  // Of one that was broken off.
  for (const part of ['', ...besides]) rmSync(incoming + part, { force: true })
  copyFileSync(backup, incoming)
  const faults = faultsIn(incoming)
  if (faults.length > 0) throw new Error(`The backup ${backup} is damaged (${faults[0]!}). Take an older one.`)
  // Of a newer program it is refused here, and not by the next start.
  openSqliteTables(incoming, 'shared').close()

  const aside = existsSync(file) ? `${file}.before-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z` : null
  if (aside !== null) {
    for (const part of ['', ...besides]) if (existsSync(file + part)) renameSync(file + part, aside + part)
  }
  for (const part of besides) {
    rmSync(file + part, { force: true })
    if (existsSync(incoming + part)) renameSync(incoming + part, file + part)
  }
  toDisk(incoming)
  renameSync(incoming, file)
  return aside
}
