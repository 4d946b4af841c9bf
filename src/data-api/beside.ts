/*
 * What a page keeps in localStorage beside a local database: of this device only, nothing that may not be lost. It may name what is in the database, so
 * it goes when that goes, and when it is locked by signing out.
 */

/** "lastSeen": pictures of screens (last-seen.ts). "firstList": how lists begin (first-list.ts of the screens). "reminders": what this device has told of. */
const kinds = ['lastSeen', 'firstList', 'reminders'] as const
export type Beside = (typeof kinds)[number]

/** @param what which one of its kind */
export const besideKey = (kind: Beside, databaseName: string, what = ''): string => `satchel.${kind}.${databaseName} ${what}`

/** Forgets all of it of a database. */
export function forgetBeside(databaseName: string): void {
  const own = kinds.map((kind) => besideKey(kind, databaseName))
  for (const key of Object.keys(localStorage)) if (own.some((prefix) => key.startsWith(prefix))) localStorage.removeItem(key)
}
