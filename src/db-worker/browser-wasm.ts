import type { WasmSource } from './open-memory.ts'

/** SQLite, compiled. */
export interface Program {
  /** On its way since the thread's first line. */
  begun: Promise<WebAssembly.Module>
  /** Makes another try. @throws where it did not come */
  compile: () => Promise<WebAssembly.Module>
}

/** What modules are made of; each has memory of its own. A try that failed is made anew. @throws where the wasm did not come */
export function browserWasm({ begun, compile }: Program): () => Promise<WasmSource> {
  let compiled = begun
  return async () => {
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
}
