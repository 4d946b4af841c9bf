import { openDB, type DBSchema } from 'idb'

/*
 * Which local databases are to be told of what others change, where a service worker can read it: the page writes it when the person says so in
 * Settings, and a hint that arrives for nothing of it shows nothing (decision 0036).
 */

/** Of one local database. */
export interface WantedHints {
  databaseName: string
  /** The server's name for this device's subscription, which a hint carries. */
  id: string
  workspaceId: string
  userId: string
  entities: readonly WantedEntity[]
}

/** With the word for several of it, as the model says it. */
export interface WantedEntity { name: string; label: string }

export interface WantedStore {
  all(): Promise<WantedHints[]>
  put(wanted: WantedHints): Promise<void>
  remove(databaseName: string): Promise<void>
}

interface WantedSchema extends DBSchema { wanted: { key: string; value: WantedHints } }

export function createWantedStore(): WantedStore {
  const open = () => openDB<WantedSchema>('satchel-hints', 1, { upgrade: (db) => { db.createObjectStore('wanted', { keyPath: 'databaseName' }) } })
  const within = async <T>(work: (db: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> => {
    const db = await open()
    try { return await work(db) } finally { db.close() }
  }
  return {
    all: () => within((db) => db.getAll('wanted')),
    put: (wanted) => within(async (db) => { await db.put('wanted', wanted) }),
    remove: (databaseName) => within((db) => db.delete('wanted', databaseName)),
  }
}
