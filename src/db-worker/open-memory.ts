import createModule from 'wa-sqlite/dist/wa-sqlite.mjs'
import { MemoryVFS } from 'wa-sqlite/src/examples/MemoryVFS.js'
import { bufferLog } from './buffered-wal.ts'
import { connect, pragmas, readyModule } from './connect.ts'
import type { Db } from './sqlite.ts'
import type { SqliteModule } from './sqlite-module.ts'
import type { MemoryVfs } from './vfs.ts'

/**
 * Where the wasm comes from: its bytes (Node), its address, or whoever instantiates what is compiled already (Emscripten's own door, behind which it waits
 * for ever where that fails: `failed` rejects then).
 */
export type WasmSource =
  | { wasmBinary: Uint8Array } | { locateFile: (path: string) => string }
  | { instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object; failed?: Promise<never> }

/** What of the memory's file system a test may take hold of: a disk that is full, a file that is there already. */
export type MemoryFiles = Pick<MemoryVfs, 'jWrite' | 'mapNameToFile'>

/**
 * A connection whose files live in this process's memory and end with it.
 * @param prepare gets the file system before it is used
 */
export async function openMemory(wasm: WasmSource, prepare?: (files: MemoryFiles) => void): Promise<Db> {
  const module = await loadModule(wasm)
  const vfs = await MemoryVFS.create('memory', module) as MemoryVfs
  prepare?.(vfs)
  bufferLog(vfs, (fileId) => vfs.mapIdToFile.get(fileId)?.pathname.endsWith('-wal') === true)
  module.vfs_register(vfs, false)
  const db = await connect(module, vfs.name, 'main.db')
  for (const pragma of pragmas) pragma(db)
  return db
}

/**
 * A module of its own. What is handed to createModule becomes the module, so two that were loaded from one object would be one: when opening in
 * the private file system fails, its module is still loading, and took the memory away from under the connection that came in its place.
 */
export async function loadModule(wasm: WasmSource): Promise<SqliteModule> {
  const { failed, ...door } = { failed: undefined, ...wasm }
  const loading = createModule(door) as Promise<SqliteModule>
  return readyModule(await (failed === undefined ? loading : Promise.race([loading, failed])))
}
