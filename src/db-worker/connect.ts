import type { LogFlushes } from './buffered-wal.ts'
import { cString } from './c-string.ts'
import { defineFunctions } from './sql-functions.ts'
import { sqliteError } from './sqlite-errors.ts'
import { createDb } from './sqlite.ts'
import type { Db } from './sqlite.ts'
import type { SqliteModule } from './sqlite-module.ts'

const READWRITE_CREATE = 0x02 | 0x04

/** Prepares a fresh module for this binding. */
export function readyModule(module: SqliteModule): SqliteModule {
  module.retryOps = []
  module.pendingOps = []
  return module
}

/**
 * Opens a connection. The only asynchronous step of all: the VFS answers BUSY while it fetches file handles, and the call is repeated
 * once they are there.
 * @param flushes of the log, where they can be put off
 * @param beforeTry runs before each try
 * @throws SatchelError storage_locked where the handles are held elsewhere
 */
export async function connect(module: SqliteModule, vfs: string, path: string, flushes?: LogFlushes, beforeTry: () => void = () => undefined): Promise<Db> {
  const name = cString(module, path), vfsName = cString(module, vfs)
  const out = module._malloc(4)
  try {
    let code = 0
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await settleOps(module)
      beforeTry()
      code = module._sqlite3_open_v2(name, out, READWRITE_CREATE, vfsName)
      if (code === 0 || module.retryOps.length === 0) break
      module._sqlite3_close_v2(module.getValue(out, '*'))
    }
    const pointer = module.getValue(out, '*')
    if (code !== 0) {
      const message = pointer === 0 ? 'could not open' : module.UTF8ToString(module._sqlite3_errmsg(pointer))
      if (pointer !== 0) module._sqlite3_close_v2(pointer)
      throw sqliteError(code, message)
    }
    module._sqlite3_extended_result_codes(pointer, 1)
    module.ccall('RegisterExtensionFunctions', 'void', ['number'], [pointer])
    defineFunctions(module, pointer)
    return createDb(module, pointer, vfs, flushes)
  } finally {
    module._free(name)
    module._free(vfsName)
    module._free(out)
  }
}

/**
 * The order matters: an existing WAL database cannot be opened once `cache_size` was set, and WAL without exclusive stays `delete`. Whether a
 * database can give room back is settled with its first page, which WAL writes (decision 0017); said of one that can already, it would write that
 * page at every opening, and no flush follows it yet: on a full disk SQLite would look in the log for a page that never got there.
 */
export const pragmas: readonly ((db: Db) => void)[] = [
  set('locking_mode=exclusive'), (db) => { if (db.value('PRAGMA auto_vacuum') === 0) db.exec('PRAGMA auto_vacuum=INCREMENTAL') },
  set('journal_mode=WAL'), set('synchronous=FULL'), set('cache_size=-48000'), set('temp_store=memory'),
  // Bulk work writes the same pages again and again; they go into the file once. Idle work empties the log (idle-work.ts).
  set('wal_autocheckpoint=8000'),
]

function set(pragma: string): (db: Db) => void {
  return (db) => { db.exec(`PRAGMA ${pragma}`) }
}

/** Repeats what the VFS answered BUSY to while it fetched a file handle. */
export async function retrying(module: SqliteModule, work: () => void): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      work()
      return
    } catch (thrown) {
      if (module.retryOps.length === 0 || attempt === 4) throw thrown
      await settleOps(module)
    }
  }
}

/** Waits until nothing asynchronous is under way in the VFS. What failed there shows itself in the repeated call. */
async function settleOps(module: SqliteModule): Promise<void> {
  while (module.retryOps.length > 0) {
    const waited = module.retryOps
    module.retryOps = []
    await Promise.allSettled(waited)
  }
}
