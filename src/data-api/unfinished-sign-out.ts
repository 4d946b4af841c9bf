import type { Connection } from './connection.ts'
import { keepItem } from './keep-item.ts'

const key = 'satchel.unfinishedSignOut'

/** Signed out here while the server could not be told. */
export const rememberUnfinishedSignOut = (): void => { keepItem(key, '1') }
export const isSignOutUnfinished = (): boolean => localStorage.getItem(key) !== null
export const clearUnfinishedSignOut = (): void => { localStorage.removeItem(key) }

/** Ends the session at the server now, where that is still to be done; without network it stays to be done. */
export async function finishSignOut(connection: Connection): Promise<void> {
  if (!isSignOutUnfinished()) return
  await connection.changes((api) => api.logout()).then(clearUnfinishedSignOut, () => undefined)
}
