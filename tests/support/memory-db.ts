import { readFileSync } from 'node:fs'
import { openMemory } from '../../src/db-worker/open-memory.ts'
import type { MemoryFiles } from '../../src/db-worker/open-memory.ts'
import { createStore } from '../../src/db-worker/store.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { productModel } from '../../src/model/model.ts'
import type { Model } from '../../src/model/model.ts'
import { systemClock } from '../../src/shared/clock.ts'
import type { Clock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import type { Random } from '../../src/shared/random.ts'
import type { Db } from '../../src/db-worker/sqlite.ts'

/** The real db-worker core over SQLite in this process's memory. `db` reopens a database that an earlier store was closed over. */
export async function openMemoryStore(options: { model?: Model; clock?: Clock; random?: Random; db?: Db } = {}): Promise<Store> {
  return createStore({
    db: options.db ?? await openMemoryDb(),
    model: options.model ?? productModel,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    log: silentLog,
    storage: { kind: 'memory', databaseName: 'test' },
  })
}

export const openMemoryDb = (prepare?: (files: MemoryFiles) => void): Promise<Db> => openMemory({ wasmBinary: wasmBinary() }, prepare)

let bytes: Uint8Array | null = null
export const wasmBinary = (): Uint8Array => (bytes ??= readFileSync(new URL('../../node_modules/wa-sqlite/dist/wa-sqlite.wasm', import.meta.url)))
