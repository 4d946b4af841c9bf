import { forgetExports } from './waiting-exports.ts'
import { removeLocalFiles, type Elsewhere } from '../changes-worker/contract.ts'
import { sleep, systemClock } from '../shared/clock.ts'
import { forgetBeside } from './beside.ts'
import type { Connection } from './connection.ts'
import { forgetDrafts } from './kept-drafts.ts'
import type { Workspaces } from './types.ts'
import { keepItem } from './keep-item.ts'
import { SatchelError } from '../shared/errors.ts'

/*
 * J4: one local database per account and workspace, and one without an account. Which there are, and which is open, stands in
 * localStorage: it is read before any worker runs, and is nothing that may not be lost (databases are found again by their account).
 */

export interface KnownDatabase {
  databaseName: string
  workspaceId: string | null
  userId: string | null
  label: string
  email: string | null
  /** Changes in it that had failed when it was last left: no mirror holds them. */
  failed?: number
  /** Changes in it that had no answer when it was last left, in its mirror or not there yet; null: nobody could say. */
  unsent?: number | null
}

const listKey = 'satchel.databases'
const activeKey = 'satchel.active'
export const firstDatabase = 'satchel'

export function knownDatabases(): KnownDatabase[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(listKey) ?? '[]')
    if (Array.isArray(stored)) return stored as KnownDatabase[]
  } catch {
    // Somebody else's text under our key: begin a new list; the files themselves are untouched.
  }
  return []
}

export function rememberDatabase(database: KnownDatabase): void {
  const others = knownDatabases().filter((known) => known.databaseName !== database.databaseName)
  keepItem(listKey, JSON.stringify([...others, database]))
}

/** No longer is a database that does not answer waited for before another is opened; ms. */
const leavePatienceMs = 2_000

/**
 * Notes what waits in a database that is left for another, and what had failed. Its journal says it: a status may not have been heard yet, and a mirror
 * follows behind.
 */
export async function noteLeft({ database, data }: Pick<Connection, 'database' | 'data'>): Promise<void> {
  const counts = await Promise.race([data((api) => api.journalCounts()).catch(() => null), sleep(systemClock, leavePatienceMs).then(() => null)])
  const note = counts === null ? { unsent: null } : { failed: counts.failed, unsent: counts.pending + counts.pushing + counts.deferred }
  keepItem(listKey, JSON.stringify(knownDatabases().map((known) => (known.databaseName === database ? { ...known, ...note } : known))))
}

/** Changes that wait in a database that is not open: those in its mirror, and those that never got there. Null: nobody can say. */
export function waitingIn({ databaseName, unsent = 0 }: KnownDatabase, elsewhere: readonly Elsewhere[]): number | null {
  const { waiting, answered } = elsewhere.find((one) => one.databaseName === databaseName) ?? { waiting: 0, answered: 0 }
  return unsent === null ? waiting || null : Math.max(waiting, unsent - answered)
}

export function forgetDatabase(databaseName: string): void {
  forgetExports(databaseName)
  keepItem(listKey, JSON.stringify(knownDatabases().filter((known) => known.databaseName !== databaseName)))
}

export const activeDatabase = (): string => localStorage.getItem(activeKey) ?? firstDatabase
/** @throws SatchelError `storage_full` where the next start would open another one */
export function setActiveDatabase(databaseName: string): void {
  if (!keepItem(activeKey, databaseName)) throw new SatchelError('storage_full', 'This browser has no room left for what this address keeps. Free some space, then try again.')
}

/** The database without an account: the known one, or a name for a new one. */
export function accountlessDatabase(makeId: () => string): string {
  const known = knownDatabases()
  const free = known.find((database) => database.workspaceId === null)
  if (free) return free.databaseName
  return known.some((database) => database.databaseName === firstDatabase) ? `satchel-${makeId().slice(-12)}` : firstDatabase
}

export const describeDatabases = (): Workspaces[] =>
  knownDatabases().map((database) => ({
    databaseName: database.databaseName,
    label: database.label,
    accountEmail: database.email,
    active: database.databaseName === activeDatabase(),
  }))

/** Deletes the files of a database that nobody has open, the mirror that holds the same unsent changes, what is kept beside it, and what was typed there and not saved. */
export async function deleteDatabaseFiles(databaseName: string): Promise<void> {
  forgetBeside(databaseName)
  forgetDrafts(databaseName)
  await removeLocalFiles(databaseName)
}
