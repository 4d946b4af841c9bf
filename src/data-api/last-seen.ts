import { besideKey } from './beside.ts'

/*
 * How screens looked when they were last seen, by local database and path: a picture to begin with while the database opens. It lies
 * in localStorage, since it is read before any worker runs; it is nothing that may not be lost, and it goes when its database goes.
 */

const keyOf = (databaseName: string, path: string): string => besideKey('lastSeen', databaseName, path)

/** Keeps a picture of a path in place of the former one; a browser that has no room for it has none then. */
export function keepLastSeen(databaseName: string, path: string, picture: string): void {
  const key = keyOf(databaseName, path)
  try {
    localStorage.setItem(key, picture)
  } catch {
    localStorage.removeItem(key)
  }
}

/** The picture as it was kept; null where there is none. */
export const lastSeenOf = (databaseName: string, path: string): string | null => localStorage.getItem(keyOf(databaseName, path))

export const forgetLastSeen = (databaseName: string, path: string): void => { localStorage.removeItem(keyOf(databaseName, path)) }
