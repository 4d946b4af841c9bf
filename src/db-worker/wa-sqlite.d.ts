/** The parts of @journeyapps/wa-sqlite that Satchel uses; the package brings no types of these. */
declare module 'wa-sqlite/dist/wa-sqlite.mjs' {
  import type { SqliteModule } from './sqlite-module.ts'
  const create: (options: { wasmBinary?: Uint8Array | ArrayBuffer; locateFile?: (path: string) => string }) => Promise<SqliteModule>
  export default create
}

declare module 'wa-sqlite/src/examples/OPFSCoopSyncVFS.js' {
  import type { SqliteModule, Vfs } from './sqlite-module.ts'
  export class OPFSCoopSyncVFS implements Vfs {
    readonly name: string
    releaser: (() => void) | null
    unboundAccessHandles: Set<FileSystemSyncAccessHandle>
    boundAccessHandles: Map<string, FileSystemSyncAccessHandle>
    static create(name: string, module: SqliteModule): Promise<OPFSCoopSyncVFS>
  }
}

declare module 'wa-sqlite/src/examples/MemoryVFS.js' {
  import type { SqliteModule, Vfs } from './sqlite-module.ts'
  export class MemoryVFS implements Vfs {
    readonly name: string
    readonly mapNameToFile: Map<string, { size: number; data: ArrayBuffer }>
    constructor(name: string, module: SqliteModule)
    static create(name: string, module: SqliteModule): Promise<MemoryVFS>
    isReady(): Promise<void>
    jWrite(fileId: number, data: Uint8Array, offset: number): number
    close(): void
  }
}
