import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { mirrorDatabaseName, type MirroredMutation, type MirrorIdentity, type MirrorRegistry, type MirrorStorage, type NotedAnswer } from './mirror-storage.ts'

interface MirrorSchema extends DBSchema {
  mutations: { key: string; value: MirroredMutation; indexes: { seq: number } }
  answers: { key: string; value: NotedAnswer; indexes: { mutationId: string } }
  identity: { key: 'identity'; value: MirrorIdentity }
}

interface RegistrySchema extends DBSchema { databases: { key: string; value: { name: string } } }

/** The mirrors of this browser profile in IndexedDB: one database for each local database, and one that lists them. */
export function createIndexedDbRegistry(): MirrorRegistry {
  let registry: Promise<IDBPDatabase<RegistrySchema>> | null = null
  const openRegistry = (): Promise<IDBPDatabase<RegistrySchema>> => {
    registry ??= openDB<RegistrySchema>('satchel-mirrors', 1, { upgrade: (db) => { db.createObjectStore('databases', { keyPath: 'name' }) } })
    return registry
  }
  return {
    names: async () => (await openRegistry()).getAllKeys('databases'),
    add: async (name) => { await (await openRegistry()).put('databases', { name }) },
    open: openMirror,
  }
}

async function openMirror(databaseName: string): Promise<MirrorStorage> {
  const db = await openDB<MirrorSchema>(mirrorDatabaseName(databaseName), 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('mutations', { keyPath: 'mutationId' }).createIndex('seq', 'seq')
      fresh.createObjectStore('answers', { keyPath: 'changeId' }).createIndex('mutationId', 'mutationId')
      fresh.createObjectStore('identity')
    },
    // A page that deletes this workspace must not wait for us.
    blocking: (_current, _blocked, event) => { (event.target as IDBDatabase).close() },
  })
  return {
    identity: async () => (await db.get('identity', 'identity')) ?? null,
    mutations: (afterSeq, limit) => db.getAllFromIndex('mutations', 'seq', IDBKeyRange.lowerBound(afterSeq, true), limit),
    answers: async () => (await db.getAll('answers')).sort((a, b) => a.seq - b.seq),
    write: async ({ identity, put = [], remove = [], note = [] }) => {
      const tx = db.transaction(['mutations', 'answers', 'identity'], 'readwrite')
      const [mutations, answers] = [tx.objectStore('mutations'), tx.objectStore('answers')]
      const steps: Promise<unknown>[] = []
      if (identity) steps.push(tx.objectStore('identity').put(identity, 'identity'))
      for (const mutation of put) steps.push(mutations.put(mutation))
      for (const answer of note) steps.push(answers.put(answer))
      for (const mutationId of remove) {
        steps.push(mutations.delete(mutationId))
        for (const key of await answers.index('mutationId').getAllKeys(mutationId)) steps.push(answers.delete(key))
      }
      await Promise.all([...steps, tx.done])
    },
  }
}
