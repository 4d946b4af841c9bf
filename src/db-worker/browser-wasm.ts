import wasmUrl from 'wa-sqlite/dist/wa-sqlite.wasm?url'
import type { WasmSource } from './open-memory.ts'

/** In the browser the wasm is a file beside the scripts. It is on its way while the rest of this thread is still being evaluated. */
let compiled = compile()
// Whoever opens a database hears of it.
compiled.catch(() => undefined)

/** What a module is made of; each has memory of its own. A try that failed is made anew. @throws where the wasm did not come */
export async function browserWasm(): Promise<WasmSource> {
  const module = await compiled.catch(() => {
    compiled = compile()
    return compiled
  })
  let fail: (thrown: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => { fail = reject })
  failed.catch(() => undefined)
  return {
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(module, imports).then(done).catch(fail)
      return {}
    },
    failed,
  }
}

/** As it comes in; a proxy that calls it by another type, or a stream that broke off: all of it once more, at once. */
async function compile(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(fetch(wasmUrl))
  } catch {
    const response = await fetch(wasmUrl)
    if (!response.ok) throw new Error(`The database's program could not be read: ${response.status}.`)
    return WebAssembly.compile(await response.arrayBuffer())
  }
}
