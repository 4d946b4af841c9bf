import type { SqliteModule } from './sqlite-module.ts'

/** A file system to register with SQLite. */
export interface Vfs { readonly name: string }

/** Its calls that Satchel stands before (buffered-wal.ts). Result codes are SQLite's. */
export interface VfsFiles extends Vfs {
  /** As SQLite calls them: where in its memory, how many bytes, and the place in the file in two halves of 32 bits (plain-buffers.ts). */
  xRead?(fileId: number, pointer: number, bytes: number, low: number, high: number): number
  xWrite?(fileId: number, pointer: number, bytes: number, low: number, high: number): number
  jWrite(fileId: number, data: Uint8Array, offset: number): number
  jRead(fileId: number, data: Uint8Array, offset: number): number
  jSync(fileId: number, flags: number): number
  jTruncate(fileId: number, size: number): number
  jFileSize(fileId: number, size: DataView): number
  jClose(fileId: number): number
  jDeviceCharacteristics(fileId: number): number
}

/** wa-sqlite's OPFSCoopSyncVFS: files of this origin. */
export interface OpfsVfs extends VfsFiles {
  readonly mapIdToFile: Map<number, { readonly path: string }>
  /** The database file has what holds its handles while they are held. */
  readonly persistentFiles: Map<string, { readonly handleLockReleaser: (() => void) | null; isFileLocked: boolean }>
  isReady(): Promise<boolean>
  jOpen(name: string, fileId: number, flags: number, outFlags: DataView): number
  /** Where it puts what it fetches. */
  _module: SqliteModule
}

/** wa-sqlite's MemoryVFS. */
export interface MemoryVfs extends VfsFiles {
  readonly mapIdToFile: Map<number, { readonly pathname: string }>
  readonly mapNameToFile: Map<string, { pathname: string; flags: number; size: number; data: ArrayBuffer }>
}
