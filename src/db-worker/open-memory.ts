import createModule from 'wa-sqlite/dist/wa-sqlite.mjs'
import { MemoryVFS } from 'wa-sqlite/src/examples/MemoryVFS.js'
import { connect, pragmas, readyModule } from './connect.ts'
import type { Db } from './sqlite.ts'
import type { SqliteModule } from './sqlite-module.ts'

/** Where the wasm comes from: its bytes (Node), or its address (browser). */
export type WasmSource = { wasmBinary: Uint8Array } | { locateFile: (path: string) => string }

/** A connection of its own whose files live in this process's memory and end with it. */
export async function openMemory(wasm: WasmSource): Promise<Db> {
  const module = await loadModule(wasm)
  return openInMemory(module, 'main.db')
}

export const loadModule = async (wasm: WasmSource): Promise<SqliteModule> => readyModule(await createModule(wasm))

let made = 0

/** A database in memory beside others of the same module, as a backup's source or target. */
export async function openInMemory(module: SqliteModule, path: string): Promise<Db> {
  made += 1
  const vfs = await MemoryVFS.create(`memory-${made}`, module)
  module.vfs_register(vfs, false)
  const db = await connect(module, vfs.name, path)
  for (const pragma of pragmas) db.exec(pragma)
  return db
}
