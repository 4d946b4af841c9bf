import type { SqliteModule } from './sqlite-module.ts'

/** The text as a C string in the module's memory; `_free` it. */
export function cString(module: SqliteModule, text: string): number {
  const bytes = new TextEncoder().encode(text)
  const pointer = module._malloc(bytes.byteLength + 1)
  module.HEAPU8.set(bytes, pointer)
  module.HEAPU8[pointer + bytes.byteLength] = 0
  return pointer
}
