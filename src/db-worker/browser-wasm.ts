import { systemClock, sleep } from '../shared/clock.ts'
import type { WasmSource } from './open-memory.ts'
import { compileProgram } from './program.ts'

/** In the browser the wasm is a file beside the scripts. The page compiles it while this thread starts; from one that is busy it is not waited for, ms. */
const patienceMs = 60

let take: (module: WebAssembly.Module | null) => void = () => undefined
const given = new Promise<WebAssembly.Module | null>((resolve) => { take = resolve })

/** What the page compiled; null: it could not. */
export const takeProgram = (module: WebAssembly.Module | null): void => { take(module) }

let compiled = Promise.race([given, sleep(systemClock, patienceMs).then(() => null)]).then((module) => module ?? compileProgram())
// Whoever opens a database hears of it.
compiled.catch(() => undefined)

/** What a module is made of; each has memory of its own. A try that failed is made anew. @throws where the wasm did not come */
export async function browserWasm(): Promise<WasmSource> {
  const module = await compiled.catch(() => {
    compiled = compileProgram()
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
