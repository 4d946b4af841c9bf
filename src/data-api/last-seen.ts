import { besideKey } from './beside.ts'

/*
 * What a start begins with while the database opens, by local database and path: "lastSeen", a picture of a screen as it was last seen, and "firstList", how
 * a list looks without its rows and what it asks. It lies in localStorage, since it is read before any worker runs; it is nothing that may not be lost, and it
 * goes when its database goes.
 */

type Kind = 'lastSeen' | 'firstList'

/** Keeps it in place of the former one; a browser that has no room for it has none then. */
export function keepLastSeen(databaseName: string, path: string, text: string, kind: Kind = 'lastSeen'): void {
  const key = besideKey(kind, databaseName, path)
  try {
    localStorage.setItem(key, text)
  } catch {
    localStorage.removeItem(key)
  }
}

/** It as it was kept; null where there is none. */
export const lastSeenOf = (databaseName: string, path: string, kind: Kind = 'lastSeen'): string | null => localStorage.getItem(besideKey(kind, databaseName, path))

export const forgetLastSeen = (databaseName: string, path: string, kind: Kind = 'lastSeen'): void => { localStorage.removeItem(besideKey(kind, databaseName, path)) }
