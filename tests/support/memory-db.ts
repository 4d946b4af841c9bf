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
import { instantiateWasm, newDatabase } from './new-database.ts'

/**
 * The real db-worker core over SQLite in this process's memory, in a database that it has opened once before. `db` reopens one that an earlier store was
 * closed over.
 */
export async function openMemoryStore(options: { model?: Model; clock?: Clock; random?: Random; db?: Db } = {}): Promise<Store> {
  const model = options.model ?? productModel
  return createStore({
    db: options.db ?? await openNewDatabase(model),
    model,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    log: silentLog,
    storage: { kind: 'memory', databaseName: 'test' },
  })
}

/** One that nothing has been written into. */
export const openMemoryDb = (prepare?: (files: MemoryFiles) => void): Promise<Db> => openMemory({ instantiateWasm }, prepare)

async function openNewDatabase(model: Model): Promise<Db> {
  const file = await newDatabase(model)
  return openMemoryDb(({ mapNameToFile }) => { mapNameToFile.set('/main.db', { pathname: '/main.db', flags: 0, size: file.byteLength, data: file.slice().buffer }) })
}
