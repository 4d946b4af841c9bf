import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'

let empty: Promise<Uint8Array> | null = null

/** Writes the file of an empty store as the server makes one at its first start; made once a thread, at this very place. */
export async function writeNewStore(file: string): Promise<void> {
  const make = async (): Promise<Uint8Array> => {
    await openSqliteStore(file).close()
    const bytes = readFileSync(file)
    rmSync(file)
    return bytes
  }
  writeFileSync(file, await (empty ??= make()))
}
