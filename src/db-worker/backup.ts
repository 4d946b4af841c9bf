import { createHlc } from '../merge/clock.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import { ensureTables } from './ensure-tables.ts'
import { isUnsettled } from './journal.ts'
import { migrate } from './schema.ts'
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
    const bound = { workspaceId: core.meta.get('workspaceId'), userId: core.meta.get('userId'), role: core.meta.get('role') }
    const theirs = (key: string): string | null => JSON.parse(source.value<string>('SELECT value FROM sync_meta WHERE key = ?', [key]) ?? 'null') as string | null
    if (bound.workspaceId !== null && theirs('workspaceId') !== null && (theirs('workspaceId') !== bound.workspaceId || theirs('userId') !== bound.userId)) {
      throw new SatchelError('wrong_account', 'This backup belongs to another account. Open it where nobody is signed in.')
    }
    core.db.copyFrom(source)
    becomeAnotherReplica(core, bound)
  } finally {
    source.close()
  }
}

function becomeAnotherReplica(core: Core, bound: { workspaceId: string | null; userId: string | null; role: string | null }): void {
  core.meta.forget()
  core.journal.forget()
  core.digests.forget()
  forgetIndexes(core)
  migrate(core.db)
  ensureTables(core.db, core.meta, core.model)
  core.write(() => {
    core.replicaId = core.makeId()
    core.meta.set('replicaId', core.replicaId)
    core.meta.set('snapshot', null)
    if (bound.workspaceId !== null) {
      core.meta.set('workspaceId', bound.workspaceId)
      core.meta.set('userId', bound.userId)
      core.meta.set('role', bound.role)
    }
    // What waited when the backup was made may have been sent since, here or where it was made (J2).
    core.db.run(`UPDATE local_changes SET sent = 1 WHERE ${isUnsettled}`)
    core.db.run("UPDATE local_changes SET status = 'pending' WHERE status = 'pushing'")
    for (const entity of core.tables.keys()) core.touch(entity)
    core.touchJournal()
  })
  core.hlc = createHlc({ clock: core.clock, replicaId: core.replicaId })
}

function openBackup(db: Db, file: Uint8Array): Db {
  const unreadable = (reason: string): SatchelError => new SatchelError('file_unreadable', 'This file is not a whole backup of Satchel. Nothing was changed.', { details: { reason } })
  if (new TextDecoder().decode(file.slice(0, 15)) !== 'SQLite format 3') throw unreadable('header')
  const copy = file.slice()
  copy[writeVersion] = 1
  copy[readVersion] = 1
  const source = db.openCopy(copy)
  try {
    const check = source.value<string>('PRAGMA quick_check(1)')
    if (check !== 'ok') throw unreadable(String(check))
    if (source.value("SELECT count(*) FROM sqlite_master WHERE name IN ('local_changes', 'sync_meta')") !== 2) throw unreadable('tables')
    // Also refuses what a later version wrote, before anything here is touched.
    migrate(source)
    return source
  } catch (thrown) {
    source.close()
    const error = toSatchelError(thrown)
    throw error.code === 'schema_newer' || error.code === 'file_unreadable' ? error : unreadable(error.message)
  }
}
