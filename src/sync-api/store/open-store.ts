import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { SyncStore } from './port.ts'
import { openPostgresStore } from './postgres/postgres-store.ts'
import { openSqliteStore } from './sqlite/sqlite-store.ts'

/** The store that the settings name: PostgreSQL where there is a DATABASE_URL, else the file in DATA_DIR. */
export async function openStore({ database, dataDir }: Config): Promise<SyncStore> {
  if (database !== null) return openPostgresStore(database)
  mkdirSync(dataDir, { recursive: true })
  return openSqliteStore(join(dataDir, 'satchel.db'))
}
