import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ensureTables } from '../../src/db-worker/ensure-tables.ts'
import { createMeta } from '../../src/db-worker/meta.ts'
import { openMemory } from '../../src/db-worker/open-memory.ts'
import { migrate } from '../../src/db-worker/schema.ts'
import type { Model } from '../../src/model/model.ts'

/* What every device begins with is made once a thread: SQLite's code, and an empty database of each model. */

/** Compiled once, so that what the engine finds worth its while to compile better stays so for all instances after. */
const compiled = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve('wa-sqlite/dist/wa-sqlite.wasm')))

/** An instance of its own for who asks (WasmSource). */
export const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object => {
  const instance = new WebAssembly.Instance(compiled, imports)
  done(instance)
  return instance.exports
}

const made = new Map<Model, Promise<Uint8Array<ArrayBuffer>>>()

/** The file of an empty database as the app makes one when it is first opened, nobody's yet. Not to be written to. */
export function newDatabase(model: Model): Promise<Uint8Array<ArrayBuffer>> {
  const make = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const db = await openMemory({ instantiateWasm })
    migrate(db)
    ensureTables(db, createMeta(db), model)
    const file = db.serialize().slice()
    db.close()
    return file
  }
  const file = made.get(model) ?? make()
  made.set(model, file)
  return file
}
