import type { DeviceExport } from '../changes-worker/contract.ts'
import { keepItem } from './keep-item.ts'

/* What was exported here and the server does not know of yet, by local database. It waits in localStorage for the next sync, also across restarts. */

const keyOf = (databaseName: string): string => `satchel.exports.${databaseName}`
/** More than one person exports between two syncs; beyond that the oldest go. */
const mostWaiting = 500

export const forgetExports = (databaseName: string): void => { localStorage.removeItem(keyOf(databaseName)) }

export function waitingExports(databaseName: string): DeviceExport[] {
  try { return JSON.parse(localStorage.getItem(keyOf(databaseName)) ?? '[]') as DeviceExport[] } catch { return [] }
}

export function keepExports(databaseName: string, exports: readonly DeviceExport[]): void {
  try {
    if (exports.length === 0) forgetExports(databaseName)
    else keepItem(keyOf(databaseName), JSON.stringify(exports.slice(-mostWaiting)))
  } catch {
    // A browser that is full of other things keeps none; the export itself is not held up by that.
  }
}
