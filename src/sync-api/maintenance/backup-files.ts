import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openConnection, type Connection } from '../store/sqlite/connection.ts'

/** Backups of the SQLite file in a folder of their own, named by when they were made. */
export interface BackupFile { file: string; at: number }

/** Newest first. */
export function listBackups(folder: string): BackupFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const made = /^satchel-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.db$/.exec(name)
    return made === null ? [] : [{ file: join(folder, name), at: Date.parse(`${made[1]!}${made[2]!}:${made[3]!}:${made[4]!}Z`) }]
  }).sort((a, b) => b.at - a.at)
}

/**
 * Copies the file as it is at this moment, beside whoever reads and writes it. What lies in the folder under its name is whole, checked and on
 * disk; a copy that broke off has another name and goes with the next.
 *
 * @param now when it is made, ms since 1970
 * @returns where it is
 */
export function backUp(file: string, folder: string, now: number): string {
  if (!existsSync(file)) throw new Error(`There is no ${file}.`)
  mkdirSync(folder, { recursive: true })
  const name = join(folder, `satchel-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`), partial = `${name}.partial`
  for (const left of readdirSync(folder).filter((other) => other.endsWith('.partial'))) rmSync(join(folder, left))

  const connection = openConnection(file)
  try { connection.prepare('VACUUM INTO ?').run(partial) } finally { connection.close() }
  const faults = faultsIn(partial)
  if (faults.length > 0) throw new Error(`The copy is damaged (${faults[0]!}); the file itself may be too. npm run server -- check`)
  toDisk(partial)
  renameSync(partial, name)
  return name
}

/** Takes away what is older than `keepDays`, but never the newest. */
export function dropOldBackups(folder: string, keepDays: number, now: number): string[] {
  const old = listBackups(folder).slice(1).filter(({ at }) => at < now - keepDays * 86_400_000).map(({ file }) => file)
  for (const file of old) rmSync(file)
  return old
}

/** What SQLite finds wrong with a file; empty: nothing. */
export function faultsIn(file: string): string[] {
  let connection: Connection | null = null
  try {
    connection = openConnection(file)
    return (connection.pragma('quick_check') as { quick_check: string }[]).map(({ quick_check }) => quick_check).filter((line) => line !== 'ok')
  } catch (thrown) {
    return [thrown instanceof Error ? thrown.message : String(thrown)]
  } finally {
    connection?.close()
  }
}

export function toDisk(file: string): void {
  const handle = openSync(file, 'r+')
  try { fsyncSync(handle) } finally { closeSync(handle) }
}
