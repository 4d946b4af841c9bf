import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
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
 * disk; a copy that broke off has another name, and goes with a later one. Several may be made at once, by the schedule and by hand.
 *
 * @param now when it is made, ms since 1970
 * @returns where it is
 */
export function backUp(file: string, folder: string, now: number): string {
  if (!existsSync(file)) throw new Error(`There is no ${file}.`)
  mkdirSync(folder, { recursive: true })
  const name = join(folder, `satchel-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`), partial = `${name}.${randomUUID()}.partial`
  dropBrokenOff(folder, now)

  const connection = openConnection(file)
  try { connection.prepare('VACUUM INTO ?').run(partial) } finally { connection.close() }
  const faults = faultsIn(partial)
  for (const beside of besides) rmSync(partial + beside, { force: true })
  if (faults.length > 0) throw new Error(`The copy is damaged (${faults[0]!}); the file itself may be too. npm run server -- check`)
  toDisk(partial)
  renameSync(partial, name)
  return name
}

/** What SQLite puts beside a file that it has open, and takes for that file's own whatever it is. */
export const besides = ['-wal', '-shm'] as const

/** Where a backup lies until it is put in a file's place. */
export const incomingOf = (file: string): string => `${file}.incoming`

/** A copy that nobody has written to for so long has broken off, ms; of any other nobody here knows whether somebody is at it. */
const brokenOffMs = 3_600_000

function dropBrokenOff(folder: string, now: number): void {
  for (const left of readdirSync(folder)) {
    const path = join(folder, left)
    if (/\.partial(?:-wal|-shm)?$/.test(left) && now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > brokenOffMs) rmSync(path, { force: true })
  }
}

/** The newest that there can be: one made while the clock was ahead is older than its name. @returns its file; undefined: there is none */
export function newestBackup(folder: string, now: number): string | undefined {
  const backups = listBackups(folder)
  return (backups.find(({ at }) => at <= now) ?? backups[0])?.file
}

/** At most so many go at once: where the clock is ahead for an hour, all that there are seem old. */
const mostDropped = 4

/** Takes away what is older than `keepDays`, the oldest first and some at a time, but never the newest. */
export function dropOldBackups(folder: string, keepDays: number, now: number): string[] {
  const old = listBackups(folder).slice(1).filter(({ at }) => at < now - keepDays * 86_400_000).map(({ file }) => file).slice(-mostDropped)
  for (const file of old) rmSync(file, { force: true })
  return old
}

/** What SQLite finds wrong with a file of ours; empty: nothing. */
export function faultsIn(file: string): string[] {
  // Opened all the same it would be made, and be without a fault.
  if (!existsSync(file)) return ['it is not there']
  let connection: Connection | null = null
  try {
    connection = openConnection(file)
    const found = (connection.pragma('quick_check') as { quick_check: string }[]).map(({ quick_check }) => quick_check).filter((line) => line !== 'ok')
    const isOurs = found.length > 0 || connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_steps'").get() !== undefined
    return isOurs ? found : ['nothing of Satchel is in it']
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
