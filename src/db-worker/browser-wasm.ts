import wasmUrl from 'wa-sqlite/dist/wa-sqlite.wasm?url'
import type { WasmSource } from './open-memory.ts'

/** In the browser the wasm is a file beside the scripts. It is on its way while the rest of this thread is still being evaluated. */
const compiled = WebAssembly.compileStreaming(fetch(wasmUrl))
// Whoever opens a database hears of it.
compiled.catch(() => undefined)

/** What a module is made of; each has memory of its own. @throws where the wasm did not come */
export async function browserWasm(): Promise<WasmSource> {
  const module = await compiled
  return {
    instantiateWasm: (imports, done) => {
      void WebAssembly.instantiate(module, imports).then(done)
      return {}
    },
  }
}
