import wasmUrl from 'wa-sqlite/dist/wa-sqlite.wasm?url'

/** Compiles SQLite as it comes in; a proxy that calls it by another type, or a stream that broke off: all of it once more, at once. @throws where it did not come */
export async function compileProgram(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(fetch(wasmUrl))
  } catch {
    const response = await fetch(wasmUrl)
    if (!response.ok) throw new Error(`The database's program could not be read: ${response.status}.`)
    return WebAssembly.compile(await response.arrayBuffer())
  }
}
