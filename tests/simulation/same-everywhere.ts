import { canonicalJson } from '../../src/merge/canonical.ts'
import { addDigest, emptyDigest, formatDigest, recordDigest } from '../../src/merge/digest.ts'
import { goneAtServer } from '../../src/db-worker/digest-shares.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { newestModel } from './models.ts'
import { entityNames } from './sim-server.ts'
import type { SimReplica } from './sim-replica.ts'
import type { Story } from './story.ts'
import type { World } from './world.ts'

/** [I1, I12, M6] Drained replicas and server hold identical canonical bytes, and no base is left aside. */
export function sameAsServer({ name, store }: SimReplica, server: SyncRecord[]): string[] {
  const problems: string[] = []
  const kept = keptOf(store)
  const theirs = new Map(bytesOf(server))
  for (const entity of entityNames) {
    if (!store.core.tables.has(entity)) continue
    for (const { id, revision, deletedAt, data } of store.core.db.all<{ id: string; revision: number; deletedAt: string | null; data: string }>(`SELECT id, revision, deleted_at AS deletedAt, data FROM "${entity}"`)) {
      const key = `${entity}/${id}`
      const mine = bytes({ entity, id, revision, deletedAt }, canonicalOf(data))
      if (kept.has(key) && !theirs.has(key)) continue
      if (mine !== theirs.get(key)) problems.push(`[M6] ${name} differs:\n    device ${mine}\n    server ${theirs.get(key) ?? 'nothing'}`)
      theirs.delete(key)
    }
  }
  for (const [key, missing] of theirs) if (store.core.tables.has(key.slice(0, key.indexOf('/')))) problems.push(`[M6] ${name} lacks ${missing}`)
  const aside = store.core.db.value<number>('SELECT count(*) FROM base_records')
  if (aside !== 0) problems.push(`[R3] ${name} still has ${aside} bases laid aside`)
  return problems
}

const bytes = ({ entity, id, revision, deletedAt }: Pick<SyncRecord, 'entity' | 'id' | 'revision' | 'deletedAt'>, data: string): string => `${entity}/${id} ${revision} ${deletedAt} ${data}`

/** Of a record's text its canonical bytes. Every device has the same texts. */
const canonicalOf = remembered((text) => canonicalJson(JSON.parse(text) as Json))

/** The answer of before, where the same was asked a short while ago. */
export function remembered<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= 10_000) known.clear()
    const found = of(text)
    known.set(text, found)
    return found
  }
}

/** By entity and id; the same for every device that is compared. */
function bytesOf(server: SyncRecord[]): ReadonlyMap<string, string> {
  const known = serverBytes.get(server) ?? new Map(server.map((record) => [`${record.entity}/${record.id}`, bytes(record, canonicalJson(record.data))]))
  serverBytes.set(server, known)
  return known
}
const serverBytes = new WeakMap<SyncRecord[], ReadonlyMap<string, string>>()

/** What is gone for good and was edited here stays with the edit until the person decides (R5). */
const keptOf = (store: SimReplica['store']): ReadonlySet<string> =>
  new Set(store.data.journal({ status: ['failed'], limit: 1_000 }).rows.filter(({ error }) => error?.kept !== undefined).map(({ change }) => `${change.entity}/${change.recordId}`))

/**
 * [I12, R7] Digests agree exactly where data agrees: what device and server keep is what a recount gives, and theirs are the same. Nothing
 * was downloaded again but what had rotted: an engine that has to be healed of its own doing is a broken one.
 */
export async function digestsAgree({ replicas, serverDigests }: World, server: SyncRecord[], rotted: Story['rotted']): Promise<string[]> {
  const problems: string[] = []
  const recounted = (entity: string, rows: { id: string; deletedAt: string | null; data: string }[]): string =>
    formatDigest(rows.reduce((sum, { id, deletedAt, data }) => (deletedAt === null && data !== 'null' ? addDigest(sum, digestOf(`${entity}/${id} ${data}`)) : sum), emptyDigest))
  const theirs = await serverDigests()
  for (const entity of entityNames) {
    const atServer = server.filter((record) => record.entity === entity).map(({ id, deletedAt, data }) => ({ id, deletedAt, data: canonicalJson(data) }))
    const truth = recounted(entity, atServer)
    if (theirs[entity] !== truth) problems.push(`[R7] the server's digest of ${entity} is ${theirs[entity]}, a recount's ${truth}`)
    for (const { name, store } of replicas) {
      // R4: to a version of the app that does not know the entity nothing comes of it.
      if (!store.core.tables.has(entity)) continue
      while (!store.core.write(() => store.core.digests.step(1_000)));
      const kept = formatDigest(store.core.digests.read().get(entity)!.digest)
      const rows = store.core.db.all<{ id: string; deletedAt: string | null; data: string }>(
        // What only a change that failed keeps here is nothing the server has (R5).
        `SELECT id, deleted_at AS deletedAt, data FROM "${entity}" WHERE revision > 0 AND epoch = ? AND gen <> ?`, [store.core.meta.get('epochNumber') ?? 0, goneAtServer])
      const mine = recounted(entity, rows.map((row) => ({ ...row, data: canonicalOf(row.data) })))
      if (kept !== mine) problems.push(`[R7] ${name} keeps ${kept} as the digest of ${entity}, a recount's is ${mine}`)
      if (kept !== truth) problems.push(`[R7] ${name}'s digest of ${entity} is not the server's`)
    }
  }
  return [...problems, ...healedOfRotAlone(replicas, rotted)]
}

/** Of `entity/id` and canonical bytes. */
const digestOf = remembered((text) => {
  const [entity, id] = text.slice(0, text.indexOf(' ')).split('/') as [string, string]
  return recordDigest(newestModel.entities.get(entity)!, id, JSON.parse(text.slice(text.indexOf(' ') + 1)) as Data)
})

export const healedOfRotAlone = (replicas: readonly SimReplica[], rotted: Story['rotted']): string[] => replicas.flatMap(({ name, store }) => {
  const healed = store.sync.state().healed?.records ?? 0, may = rotted.get(name) ?? 0
  return healed > may ? [`[R7] ${name} was healed of ${healed} records, of which ${may} had rotted`] : []
})

/** All that a device has, as bytes. */
export const dump = ({ store }: SimReplica): string =>
  [...store.core.tables.keys()].map((entity) => canonicalJson(store.core.db.all(`SELECT id, revision, deleted_at, data FROM "${entity}" ORDER BY id`) as Json)).join('\n')

