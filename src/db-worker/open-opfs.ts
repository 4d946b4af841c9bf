import { OPFSCoopSyncVFS } from 'wa-sqlite/src/examples/OPFSCoopSyncVFS.js'
import { bufferLog, type LogFlushes } from './buffered-wal.ts'
import { gatherPages } from './gathered-pages.ts'
import { plainBuffers } from './plain-buffers.ts'
import { readAhead } from './read-ahead.ts'
import type { Clock } from '../shared/clock.ts'
import { sleep } from '../shared/clock.ts'
import { SatchelError } from '../shared/errors.ts'
import { connect, pragmas, retrying } from './connect.ts'
import { loadModule, type WasmSource } from './open-memory.ts'
import type { SqliteModule } from './sqlite-module.ts'
import type { Db } from './sqlite.ts'
import type { OpfsVfs } from './vfs.ts'

/** A leader's Web Lock frees before its file handles do: a worker that is being ended over a long statement holds them for seconds, on a busy machine for more. */
const patienceMs = 10_000
/** As SQLite names them: what a file is opened as. */
const READWRITE = 0x02, CREATE = 0x04, MAIN_DB = 0x100

/** Twice this long and it is no leader any more. */
const longestWaitMs = 15_000

/**
 * Opens a database file of this origin, held by this connection alone until it is closed.
 * @throws SatchelError `storage_unavailable` where this browser (or a private window) keeps no files; `storage_locked` where another
 * connection holds it and does not let go; `storage_corrupt`
 */
export async function openOpfs(databaseName: string, wasm: () => Promise<WasmSource>, clock: Clock): Promise<Db> {
  const loading = wasm().then(loadModule)
  loading.catch(() => undefined)
  await requireOpfs()
  const early: Pick<SqliteModule, 'retryOps'> = { retryOps: [] }
  // Its `create` would also make ten temporary files; nothing asks for one (temp_store).
  const vfs = new OPFSCoopSyncVFS('opfs', early) as unknown as OpfsVfs
  // It fetches the file's handles at the first look at it, in a dozen steps: they go while the wasm is on its way. What fails here shows itself when it is opened.
  vfs.jOpen(databaseName, 0, MAIN_DB | READWRITE | CREATE, new DataView(new ArrayBuffer(4)))
  const [module] = await Promise.all([loading, Promise.allSettled(early.retryOps)])
  vfs._module = module
  await vfs.isReady()
  const flushes: LogFlushes = { now: true }
  const isDatabase = (fileId: number): boolean => vfs.mapIdToFile.get(fileId)?.path.endsWith(databaseName) === true
  gatherPages(vfs, isDatabase)
  bufferLog(vfs, (fileId) => vfs.mapIdToFile.get(fileId)?.path.endsWith('-wal') === true, flushes)
  readAhead(vfs, isDatabase)
  module.vfs_register(plainBuffers(vfs, module), false)
  const began = clock.monotonic()
  for (let attempt = 1; ; attempt += 1) {
    let db: Db | null = null
    try {
      db = await within(clock, connect(module, vfs.name, databaseName, flushes, () => { keepHandles(vfs) }))
      const opened = db
      for (const pragma of pragmas) await retrying(module, () => { pragma(opened) })
      // Takes the lock for good (exclusive), so that no later call has to wait for a handle.
      await retrying(module, () => { opened.exec('BEGIN IMMEDIATE; COMMIT') })
      return db
    } catch (thrown) {
      const again = db === null && thrown instanceof SatchelError && thrown.code === 'storage_locked' && clock.monotonic() - began < patienceMs
      // A damaged file can be set aside only once nobody holds it.
      db?.close()
      if (!again) throw thrown
      await sleep(clock, Math.min(250, 25 + 8 * attempt))
    }
  }
}

/** Between the tries of opening: or the VFS gives the handles back after its first look at the file, only to fetch them again. */
function keepHandles(vfs: OpfsVfs): void {
  for (const file of vfs.persistentFiles.values()) if (file.handleLockReleaser !== null) file.isFileLocked = true
}

async function requireOpfs(): Promise<void> {
  try {
    if (typeof navigator.storage?.getDirectory !== 'function') throw new Error('no getDirectory')
    const root = await navigator.storage.getDirectory()
    if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype)) throw new Error(`no sync access handles in ${root.name}`)
  } catch (thrown) {
    throw new SatchelError('storage_unavailable', 'This browser keeps no data for Satchel: it is too old, the window is private, or the address is not secure.', { cause: thrown, details: { reason: String(thrown) } })
  }
}

async function within<T>(clock: Clock, work: Promise<T>): Promise<T> {
  const late = sleep(clock, longestWaitMs).then(() => {
    throw new SatchelError('timeout', 'The local database is held by another tab that does not answer. Close other tabs of Satchel, then reload.')
  })
  return Promise.race([work, late])
}
