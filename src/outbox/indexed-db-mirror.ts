import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import { mirrorDatabaseName, type MirroredMutation, type MirrorIdentity, type MirrorRegistry, type MirrorStorage, type NotedAnswer } from './mirror-storage.ts'

interface MirrorSchema extends DBSchema {
  mutations: { key: string; value: MirroredMutation; indexes: { seq: number } }
  answers: { key: string; value: NotedAnswer; indexes: { mutationId: string } }
  /** By mutationId. */
  claims: { key: string; value: true }
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
  const db = await openDB<MirrorSchema>(mirrorDatabaseName(databaseName), 2, {
    upgrade: (fresh, from) => {
      if (from < 1) {
        fresh.createObjectStore('mutations', { keyPath: 'mutationId' }).createIndex('seq', 'seq')
        fresh.createObjectStore('answers', { keyPath: 'changeId' }).createIndex('mutationId', 'mutationId')
        fresh.createObjectStore('identity')
      }
      fresh.createObjectStore('claims')
    },
    // A page that deletes this workspace must not wait for us.
    blocking: (_current, _blocked, event) => { (event.target as IDBDatabase).close() },
  })
  const begin = (durability: 'relaxed' | 'strict') => db.transaction(['mutations', 'answers', 'claims', 'identity'], 'readwrite', { durability })
  return {
    identity: async () => (await db.get('identity', 'identity')) ?? null,
    mutations: (afterSeq, limit) => db.getAllFromIndex('mutations', 'seq', IDBKeyRange.lowerBound(afterSeq, true), limit),
    answers: async () => (await db.getAll('answers')).sort((a, b) => a.seq - b.seq),
    write: async ({ identity, put = [], remove = [], note = [] }) => {
      const tx = begin('relaxed')
      const [mutations, answers] = [tx.objectStore('mutations'), tx.objectStore('answers')]
      const steps: Promise<unknown>[] = []
      if (identity) steps.push(tx.objectStore('identity').put(identity, 'identity'))
      for (const mutation of put) steps.push(mutations.put(mutation))
      for (const answer of note) steps.push(answers.put(answer))
      for (const mutationId of remove) steps.push(removeMutation(tx, mutationId))
      await Promise.all([...steps, tx.done])
    },
    claim: async (mutationIds) => {
      // Strict: after a power cut, what was on its way must not look as if it had never left.
      const tx = begin('strict')
      const known = await Promise.all(mutationIds.map((id) => tx.objectStore('mutations').getKey(id)))
      const here = mutationIds.filter((_, index) => known[index] !== undefined)
      await Promise.all([...here.map((id) => tx.objectStore('claims').put(true, id)), tx.done])
      return here
    },
    withdraw: async (groups) => {
      const tx = begin('relaxed')
      const claimed = new Set(await tx.objectStore('claims').getAllKeys())
      const unsent = groups.filter((group) => !group.some((id) => claimed.has(id))).flat()
      await Promise.all([...unsent.map((id) => removeMutation(tx, id)), tx.done])
      return unsent
    },
  }
}

async function removeMutation(tx: IDBPTransaction<MirrorSchema, ('mutations' | 'answers' | 'claims' | 'identity')[], 'readwrite'>, mutationId: string): Promise<void> {
  const answers = tx.objectStore('answers')
  const noted = answers.index('mutationId').getAllKeys(mutationId).then((keys) => Promise.all(keys.map((key) => answers.delete(key))))
  await Promise.all([tx.objectStore('mutations').delete(mutationId), tx.objectStore('claims').delete(mutationId), noted])
}
