/*
 * The parts of @journeyapps/wa-sqlite that Satchel uses; the package brings no types of these. An ambient module cannot import, so what is
 * made is `unknown` here, and `vfs.ts` says what it is.
 */
declare module 'wa-sqlite/dist/wa-sqlite.mjs' {
  const create: (options: { wasmBinary?: Uint8Array | ArrayBuffer; instantiateWasm?: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object; locateFile?: (path: string) => string }) => Promise<unknown>
  export default create
}

declare module 'wa-sqlite/src/examples/OPFSCoopSyncVFS.js' {
  export const OPFSCoopSyncVFS: new (name: string, module: unknown) => { isReady(): Promise<boolean> }
}

declare module 'wa-sqlite/src/examples/MemoryVFS.js' {
  export const MemoryVFS: { create(name: string, module: unknown): Promise<unknown> }
}
