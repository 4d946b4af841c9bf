import type { SqliteModule } from './sqlite-module.ts'
import type { VfsFiles } from './vfs.ts'

/**
 * wa-sqlite hands over what SQLite reads into and writes from as an object that stands for the memory, should it be moved while an asynchronous call goes
 * on: for a page that costs more than the copying. These file systems do everything at once, so they are given the memory itself.
 */
export function plainBuffers<Files extends VfsFiles>(files: Files, module: Pick<SqliteModule, 'HEAPU8'>): Files {
  const memory = (pointer: number, bytes: number): Uint8Array => module.HEAPU8.subarray(pointer, pointer + bytes)
  files.xRead = (fileId, pointer, bytes, low, high) => files.jRead(fileId, memory(pointer, bytes), offsetOf(low, high))
  files.xWrite = (fileId, pointer, bytes, low, high) => files.jWrite(fileId, memory(pointer, bytes), offsetOf(low, high))
  return files
}

/** Emscripten passes 64 bits as two signed numbers of 32. */
const offsetOf = (low: number, high: number): number => high * 2 ** 32 + (low >>> 0)
