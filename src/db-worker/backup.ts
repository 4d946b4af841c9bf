import { createHlc } from '../merge/clock.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import { createCore } from './core.ts'
import type { Core } from './core.ts'
import { isUnsettled } from './journal.ts'
import { forgetIndexes } from './sort-indexes.ts'
import type { Db } from './sqlite.ts'

/** Offsets of SQLite's header that say whether the file is in WAL mode; one without its -wal beside it had better not be. */
const writeVersion = 18, readVersion = 19

/** The whole workspace as one SQLite file that any SQLite opens. */
export function backup(core: Core): Uint8Array {
  const file = core.db.serialize()
  file[writeVersion] = 1
  file[readVersion] = 1
  return file
}

/**
 * Replaces this database's content by a backup's, all or nothing. It takes a new replicaId, since two replicas of one id would share their
 * numbers; changes that were unsent in the backup are unsent here.
 * @throws SatchelError `file_unreadable` where it is no whole backup, `schema_newer`, `wrong_account` where it is another account's
 */
export function restore(core: Core, file: Uint8Array): void {
  const source = openBackup(core.db, file)
  try {
    const other = openedWhole(core, source)
    const bound = { workspaceId: core.meta.get('workspaceId'), userId: core.meta.get('userId'), role: core.meta.get('role') }
    const theirs = { workspaceId: other.meta.get('workspaceId'), userId: other.meta.get('userId') }
    if (bound.workspaceId !== null && theirs.workspaceId !== null && (theirs.workspaceId !== bound.workspaceId || theirs.userId !== bound.userId)) {
      throw new SatchelError('wrong_account', 'This backup belongs to another account. Open it where nobody is signed in.')
    }
    // Before it is here: what is broken off leaves this database as it was, and never a second replica of one id.
    becomeAnotherReplica(other, bound)
    core.db.copyFrom(source)
    takeUp(core)
  } finally {
    source.close()
  }
}

/** A file may be a sound database and no sound backup. It is opened as this device opens its own, in memory, before anything here is touched. */
function openedWhole({ model, clock, random, log }: Core, source: Db): Core {
  try {
    if (source.value("SELECT 1 FROM sync_meta WHERE key = 'replicaId'") === undefined) throw new Error('no replica')
    const other = createCore({ db: source, model, clock, random, log })
    for (const { name } of other.tables.values()) if ((source.value<number>(`SELECT count(*) FROM ${name} WHERE NOT json_valid(data)`) ?? 0) > 0) throw new Error(`records of ${name}`)
    for (const key of ['workspaceId', 'userId', 'cursor', 'signatures'] as const) other.meta.get(key)
    other.journal.counts()
    other.journal.select("NOT json_valid(patch) OR status = 'pending'", [], 'ORDER BY seq LIMIT 1')
    return other
  } catch (thrown) {
    const error = toSatchelError(thrown)
    throw error.code === 'schema_newer' ? error : unreadable(error.message)
  }
}

function becomeAnotherReplica(core: Core, bound: { workspaceId: string | null; userId: string | null; role: string | null }): void {
  core.write(() => {
    core.meta.set('replicaId', core.makeId())
    core.meta.set('snapshot', null)
    if (bound.workspaceId !== null) {
      core.meta.set('workspaceId', bound.workspaceId)
      core.meta.set('userId', bound.userId)
      core.meta.set('role', bound.role)
    }
    // What waited when the backup was made may have been sent since, here or where it was made (J2).
    core.db.run(`UPDATE local_changes SET sent = 1 WHERE ${isUnsettled}`)
    core.db.run("UPDATE local_changes SET status = 'pending' WHERE status = 'pushing'")
  })
}

/** All that was known of the former content is forgotten, and everybody is told. */
function takeUp(core: Core): void {
  core.meta.forget()
  core.journal.forget()
  core.living.forget()
  core.digests.forget()
  forgetIndexes(core)
  core.replicaId = core.meta.get('replicaId')!
  core.hlc = createHlc({ clock: core.clock, replicaId: core.replicaId })
  core.write(() => {
    for (const entity of core.tables.keys()) core.touch(entity)
    core.touchJournal()
  })
}

const unreadable = (reason: string): SatchelError => new SatchelError('file_unreadable', 'This file is not a whole backup of Satchel. Nothing was changed.', { details: { reason } })

function openBackup(db: Db, file: Uint8Array): Db {
  if (new TextDecoder().decode(file.slice(0, 15)) !== 'SQLite format 3') throw unreadable('header')
  const copy = file.slice()
  copy[writeVersion] = 1
  copy[readVersion] = 1
  const source = db.openCopy(copy)
  try {
    const check = source.value<string>('PRAGMA quick_check(1)')
    if (check !== 'ok') throw new Error(String(check))
    if (source.value("SELECT count(*) FROM sqlite_master WHERE name IN ('local_changes', 'sync_meta')") !== 2) throw new Error('tables')
    return source
  } catch (thrown) {
    source.close()
    throw unreadable(toSatchelError(thrown).message)
  }
}
