import { cString } from './c-string.ts'
import { sqliteError } from './sqlite-errors.ts'
import type { SqliteModule } from './sqlite-module.ts'

const READWRITE_CREATE_MEMORY = 0x02 | 0x04 | 0x80
const FREE_ON_CLOSE = 1, RESIZEABLE = 2

/** Opens a connection over a copy of a database file's bytes; its pointer. */
export function openBytes(module: SqliteModule, file: Uint8Array, vfs: string): number {
  const name = cString(module, ':memory:'), vfsName = cString(module, vfs), main = cString(module, 'main')
  const out = module._malloc(4)
  try {
    const opened = module._sqlite3_open_v2(name, out, READWRITE_CREATE_MEMORY, vfsName)
    const pointer = module.getValue(out, '*')
    if (opened !== 0) throw sqliteError(opened, 'could not open a copy')
    const bytes = module._sqlite3_malloc(file.byteLength)
    if (bytes === 0) throw sqliteError(7, 'no memory for the copy')
    module.HEAPU8.set(file, bytes)
    const code = module._sqlite3_deserialize(pointer, main, bytes, file.byteLength, 0, file.byteLength, 0, FREE_ON_CLOSE | RESIZEABLE)
    if (code !== 0) {
      module._sqlite3_close_v2(pointer)
      throw sqliteError(code, 'could not read the copy')
    }
    module._sqlite3_extended_result_codes(pointer, 1)
    return pointer
  } finally {
    for (const text of [name, vfsName, main, out]) module._free(text)
  }
}
