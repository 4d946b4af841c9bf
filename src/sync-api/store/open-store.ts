import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { systemClock } from '../../shared/clock.ts'
import type { Config } from '../config.ts'
import { backUp, incomingOf, newestBackup } from '../maintenance/backup-files.ts'
import type { SyncStore } from './port.ts'
import { openPostgresStore } from './postgres/postgres-store.ts'
import { DamagedFileError, fileOf, openSqliteStore } from './sqlite/sqlite-store.ts'

/**
 * The store that the settings name: PostgreSQL where there is a DATABASE_URL, else the file in DATA_DIR.
 * @throws with what an operator is to do
 */
export async function openStore({ database, dataDir, backups }: Config): Promise<SyncStore> {
  if (database !== null) return openPostgresStore(database)
  makeDataFolder(dataDir)
  if (!existsSync(fileOf(dataDir)) && existsSync(incomingOf(fileOf(dataDir)))) {
    // An empty server would tell every device that its account is gone.
    throw new Error(`Putting a backup in the place of ${fileOf(dataDir)} was broken off, and nothing is there. Do it once more: "npm run server -- restore".`)
  }
  try {
    // An older program refuses what a newer has migrated: whoever goes back to it has this to put back.
    return openSqliteStore(fileOf(dataDir), () => { backUp(fileOf(dataDir), backups.folder, systemClock.now()) })
  } catch (thrown) {
    if (!(thrown instanceof DamagedFileError)) throw thrown
    const newest = newestBackup(backups.folder, systemClock.now())
    throw new Error(`${fileOf(dataDir)} is damaged (${thrown.message}), so it is not served. ${newest === undefined
      ? `There is no backup in ${backups.folder}: put one of your own back with "npm run server -- restore <backup>".`
      : `Put the newest backup back with "npm run server -- restore", which takes ${newest}; devices give back what came after it.`} The damaged file is kept.`, { cause: thrown })
  }
}

/** @throws where there can be no folder, or nobody may write into it */
export function makeDataFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
  } catch (thrown) {
    throw new Error(`DATA_DIR is "${dataDir}", and that is no folder to write into (${thrown instanceof Error ? thrown.message : String(thrown)}).`, { cause: thrown })
  }
}
