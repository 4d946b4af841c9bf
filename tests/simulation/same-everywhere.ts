import { canonicalJson } from '../../src/merge/canonical.ts'
import { addDigest, emptyDigest, formatDigest, recordDigest } from '../../src/merge/digest.ts'
import { goneAtServer } from '../../src/db-worker/digest-shares.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Json } from '../../src/shared/json.ts'
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
    for (const row of store.core.db.all<{ id: string; revision: number; deleted_at: string | null; data: string }>(`SELECT id, revision, deleted_at, data FROM "${entity}"`)) {
      const key = `${entity}/${row.id}`
      const mine = bytes({ entity, id: row.id, revision: row.revision, deletedAt: row.deleted_at, data: JSON.parse(row.data) })
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

const bytes = (record: { entity: string; id: string; revision: number; deletedAt: string | null; data: unknown }): string =>
  canonicalJson([record.entity, record.id, record.revision, record.deletedAt, record.data])

/** By entity and id; the same for every device that is compared. */
function bytesOf(server: SyncRecord[]): ReadonlyMap<string, string> {
  const known = serverBytes.get(server) ?? new Map(server.map((record) => [`${record.entity}/${record.id}`, bytes(record)]))
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
  const recounted = (entity: string, rows: { id: string; deletedAt: string | null; data: SyncRecord['data'] }[]): string =>
    formatDigest(rows.reduce((sum, { id, deletedAt, data }) =>
      (deletedAt !== null || data === null ? sum : addDigest(sum, recordDigest(newestModel.entities.get(entity)!, id, data))), emptyDigest))
  const theirs = await serverDigests()
  for (const entity of entityNames) {
    const atServer = server.filter((record) => record.entity === entity)
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
      const mine = recounted(entity, rows.map((row) => ({ ...row, data: JSON.parse(row.data) as SyncRecord['data'] })))
      if (kept !== mine) problems.push(`[R7] ${name} keeps ${kept} as the digest of ${entity}, a recount's is ${mine}`)
      if (kept !== truth) problems.push(`[R7] ${name}'s digest of ${entity} is not the server's`)
    }
  }
  return [...problems, ...healedOfRotAlone(replicas, rotted)]
}

export const healedOfRotAlone = (replicas: readonly SimReplica[], rotted: Story['rotted']): string[] => replicas.flatMap(({ name, store }) => {
  const healed = store.sync.state().healed?.records ?? 0, may = rotted.get(name) ?? 0
  return healed > may ? [`[R7] ${name} was healed of ${healed} records, of which ${may} had rotted`] : []
})

/** All that a device has, as bytes. */
export const dump = ({ store }: SimReplica): string =>
  [...store.core.tables.keys()].map((entity) => canonicalJson(store.core.db.all(`SELECT id, revision, deleted_at, data FROM "${entity}" ORDER BY id`) as Json)).join('\n')

