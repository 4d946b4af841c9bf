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
  /** When the person signed out here, ISO 8601: nothing is shown from then on. Absent: they are signed in. */
  signedOutAt?: string
}

/** With the word for several of it, as the model says it. */
export interface WantedEntity { name: string; label: string }

export interface WantedStore {
  all(): Promise<WantedHints[]>
  put(wanted: WantedHints): Promise<void>
  remove(databaseName: string): Promise<void>
  /** All of them at once; nobody's other write comes between what `change` saw and what it made of it. */
  update(change: (wanted: WantedHints) => WantedHints): Promise<void>
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
    update: (change) => within(async (db) => {
      const all = db.transaction('wanted', 'readwrite')
      for (const before of await all.store.getAll()) {
        const after = change(before)
        if (after !== before) await all.store.put(after)
      }
      await all.done
    }),
  }
}

/** The person signed out in this browser, which has one session for all its workspaces; the network has no part in it. */
export const noteSignedOut = (wanted: Pick<WantedStore, 'update'>, at: string): Promise<void> =>
  wanted.update((each) => (each.signedOutAt === undefined ? { ...each, signedOutAt: at } : each))

/** The server has taken it: by this name, and for somebody who is signed in; unless the person changed their mind or signed out meanwhile. */
export const noteTold = (wanted: Pick<WantedStore, 'update'>, { databaseName, signedOutAt, entities }: WantedHints, id: string): Promise<void> =>
  wanted.update((now) => {
    if (now.databaseName !== databaseName || now.signedOutAt !== signedOutAt || namesOf(now) !== namesOf({ entities })) return now
    const { signedOutAt: _over, ...rest } = now
    return { ...rest, id }
  })

const namesOf = ({ entities }: Pick<WantedHints, 'entities'>): string => entities.map(({ name }) => name).join(' ')
