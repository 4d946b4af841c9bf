import { canonicalJson } from '../../src/merge/canonical.ts'
import { addDigest, emptyDigest, formatDigest, recordDigest } from '../../src/merge/digest.ts'
import { isTextField } from '../../src/model/entity.ts'
import { productModel } from '../../src/model/model.ts'
import type { Row } from '../../src/db-worker/contract.ts'
import { goneAtServer } from '../../src/db-worker/digest-shares.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import type { Story } from './story.ts'
import { policyOfTheCommit } from './policy-invariant.ts'
import { entityNames } from './sim-server.ts'
import type { SimReplica } from './sim-replica.ts'
import { lostWords } from './words.ts'
import type { World } from './world.ts'

/** What must hold once everything is drained (SPEC.md, Invariants); every way in which it does not, in words. */
export async function brokenInvariants({ world, written, words, journaled, rotted, restore }: Story): Promise<string[]> {
  const server = (await world.serverRecords()).filter(({ data }) => data !== null)
  const gone = new Set(world.purged.map(({ id }) => id))
  const purged = new Set(gone)
  for (const { id } of server) gone.delete(id)
  return [
    ...world.errors.map((error) => `an error was logged: ${error}`),
    ...world.replicas.flatMap((replica) => [...queueEmpty(replica), ...sameAsServer(replica, server), ...exactlyOnce(replica, server, journaled, purged)]),
    ...await digestsAgree(world, server, rotted),
    ...nothingLost(written, [...server, ...world.purged.map(({ data }) => data), ...world.replicas.map(failedOf)]),
    ...lostWords(words, server, [...world.purged, ...world.replicas.map(failedOf)]),
    ...toldOnce(server, gone, restore !== undefined, world.purged),
    // Of what was given back the entries tell as well, but in the order of lives that ended.
    ...(restore === undefined ? [...overruledAreTold(server, journaled, purged), ...policyOfTheCommit(server, world.settings, journaled, purged), ...historyTellsAll(server, purged)] : []),
    ...conflictsFollow(server),
    ...nothingDangles(server),
    ...(await world.auditDiffers()).map((problem) => `[I16] ${problem}`),
  ]
}

/** [I4, J2, P3] Everything was answered, and nothing refused but what a rule forbids, with what goes along. */
function queueEmpty({ name, store }: SimReplica): string[] {
  const { pending, pushing, deferred } = store.data.journalCounts()
  const problems = pending + pushing + deferred > 0 ? [`${name} still has ${pending} pending, ${pushing} pushing, ${deferred} deferred`] : []
  for (const { change, error } of store.data.journal({ status: ['failed'], limit: 1_000 }).rows) {
    if (['contact_needs_a_name', 'mutation_refused', 'reference_gone', 'record_gone'].includes(error?.code ?? '')) continue
    problems.push(`[P4] ${name}'s ${change.op} of ${change.entity}/${change.recordId.slice(-4)} ${JSON.stringify(change.patch)} failed: ${error?.code}: ${error?.message}`)
  }
  return problems
}

/** [I1, I12, M6] Drained replicas and server hold identical canonical bytes, and no base is left aside. */
function sameAsServer({ name, store }: SimReplica, server: SyncRecord[]): string[] {
  const problems: string[] = []
  const kept = keptOf(store)
  const bytes = (record: { entity: string; id: string; revision: number; deletedAt: string | null; data: unknown }): string =>
    canonicalJson([record.entity, record.id, record.revision, record.deletedAt, record.data])
  const theirs = new Map(server.map((record) => [`${record.entity}/${record.id}`, bytes(record)]))
  for (const entity of entityNames) {
    for (const row of store.core.db.all<{ id: string; revision: number; deleted_at: string | null; data: string }>(`SELECT id, revision, deleted_at, data FROM "${entity}"`)) {
      const key = `${entity}/${row.id}`
      const mine = bytes({ entity, id: row.id, revision: row.revision, deletedAt: row.deleted_at, data: JSON.parse(row.data) })
      if (kept.has(key) && !theirs.has(key)) continue
      if (mine !== theirs.get(key)) problems.push(`[M6] ${name} differs:\n    device ${mine}\n    server ${theirs.get(key) ?? 'nothing'}`)
      theirs.delete(key)
    }
  }
  for (const missing of theirs.values()) problems.push(`[M6] ${name} lacks ${missing}`)
  const aside = store.core.db.value<number>('SELECT count(*) FROM base_records')
  if (aside !== 0) problems.push(`[R3] ${name} still has ${aside} bases laid aside`)
  return problems
}

/** What is gone for good and was edited here stays with the edit until the person decides (R5). */
const keptOf = (store: SimReplica['store']): ReadonlySet<string> =>
  new Set(store.data.journal({ status: ['failed'], limit: 1_000 }).rows.filter(({ error }) => error?.kept !== undefined).map(({ change }) => `${change.entity}/${change.recordId}`))

/**
 * [I12, R7] Digests agree exactly where data agrees: what device and server keep is what a recount gives, and theirs are the same. Nothing
 * was downloaded again but what had rotted: an engine that has to be healed of its own doing is a broken one.
 */
async function digestsAgree({ replicas, serverDigests }: World, server: SyncRecord[], rotted: Story['rotted']): Promise<string[]> {
  const problems: string[] = []
  const recounted = (entity: string, rows: { id: string; deletedAt: string | null; data: SyncRecord['data'] }[]): string =>
    formatDigest(rows.reduce((sum, { id, deletedAt, data }) =>
      (deletedAt !== null || data === null ? sum : addDigest(sum, recordDigest(productModel.entities.get(entity)!, id, data))), emptyDigest))
  const theirs = await serverDigests()
  for (const entity of entityNames) {
    const atServer = server.filter((record) => record.entity === entity)
    const truth = recounted(entity, atServer)
    if (theirs[entity] !== truth) problems.push(`[R7] the server's digest of ${entity} is ${theirs[entity]}, a recount's ${truth}`)
    for (const { name, store } of replicas) {
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

const healedOfRotAlone = (replicas: readonly SimReplica[], rotted: Story['rotted']): string[] => replicas.flatMap(({ name, store }) => {
  const healed = store.sync.state().healed?.records ?? 0, may = rotted.get(name) ?? 0
  return healed > may ? [`[R7] ${name} was healed of ${healed} records, of which ${may} had rotted`] : []
})

/** [I3, P2, H1] Every change of a person has exactly one history entry, under its own id; others are consequences the server drew. */
function exactlyOnce({ name, store }: SimReplica, server: SyncRecord[], journaled: Story['journaled'], purged: ReadonlySet<string>): string[] {
  const entries = new Map(server.filter((record) => record.entity === 'history').map((record) => [record.id, record]))
  const own = new Set(journaled.keys())
  const problems: string[] = []
  for (const { change, status } of store.data.journal({ limit: 10_000 }).rows) {
    if (change.entity !== 'contacts' && change.entity !== 'notes') continue
    own.add(change.id)
    // Deleted again, what is gone for good stays as it is; it may have been made anew since.
    if (change.op === 'delete' && purged.has(change.recordId)) continue
    if ((status === 'synced' || status === 'conflict') && !entries.has(change.id)) problems.push(`[H1] ${name}'s ${change.op} ${change.id} has no history`)
  }
  for (const { id, data } of entries.values()) {
    if (data?.['replicaId'] === store.core.replicaId && !own.has(id) && id[14] !== '8') problems.push(`[P2] history ${id} is of no change of ${name}`)
  }
  return problems
}

const failedOf = ({ store }: SimReplica): unknown => store.data.journal({ status: ['failed'], limit: 1_000 }).rows

/** [I2, I12, M2] Whatever somebody wrote stands somewhere: in a record, in the history, in a conflict, in the failed list, or the purge took it. */
function nothingLost(written: Story['written'], server: unknown[]): string[] {
  const everything = JSON.stringify(server)
  return written.filter(({ value }) => !everything.includes(`"${value}"`)).map(({ value }) => `[M2] the value ${value} is nowhere on the server`)
}

/**
 * [I5, I6, M2, M3] A value that lost has exactly one notice, or stands in a conflict. Where the server was put back (`restored`), it may be
 * told of in each life in which it lost.
 */
function toldOnce(server: SyncRecord[], gone: ReadonlySet<string>, restored: boolean, purged: World['purged']): string[] {
  const problems: string[] = []
  const of = (entity: string): Record<string, Json>[] => server.filter((record) => record.entity === entity).map((record) => record.data ?? {})
  const notices = of('notices'), conflicts = of('conflicts')
  const history = of('history')
  // A backup, or whoever had not heard, may bring a record back after its purge; what was said of it had been said.
  const wasSaid = (entity: string): Data[] => purged.flatMap((record) => (record.entity === entity && record.data !== null ? [record.data] : []))
  const allNotices = [...notices, ...wasSaid('notices')], allConflicts = [...conflicts, ...wasSaid('conflicts')]
  for (const { recordId, field, lost } of notices) {
    if (typeof lost !== 'string' || field === 'deletedAt') continue
    const told = notices.filter((notice) => notice['recordId'] === recordId && notice['field'] === field && notice['lost'] === lost).length
    // An undo and its redo write the same value again, so there may be as many as changes that wrote it.
    const wrote = history.filter((entry) => entry['recordId'] === recordId
      && [memberOf(entry['lost'], String(field)), memberOf(memberOf(entry['fields'], String(field)), 'to')].includes(lost)).length
    if (!restored && told > Math.max(1, wrote)) problems.push(`[M2] ${told} notices of ${lost} in ${String(field)} of ${String(recordId)}, which ${wrote} changes wrote`)
  }

  const open = new Map<string, number>()
  for (const { recordId, field, status } of conflicts) {
    const key = `${String(recordId)} ${String(field)}`
    if (status === 'open') open.set(key, (open.get(key) ?? 0) + 1)
  }
  for (const [key, count] of open) if (count > 1) problems.push(`[M3] ${count} open conflicts of ${key}`)

  for (const { recordId, lost, userId, replicaId } of history) {
    // Conflicts and notices go with the record that they are about.
    if (gone.has(String(recordId))) continue
    for (const [field, value] of Object.entries((lost ?? {}) as Record<string, Json>)) {
      const told = allNotices.some((notice) => notice['recordId'] === recordId && notice['field'] === field && notice['forUserId'] === userId && canonicalJson(notice['lost']) === canonicalJson(value))
      const inConflict = allConflicts.some((conflict) => conflict['recordId'] === recordId && conflict['field'] === field
        && sidesOf(conflict).some((side) => side['replicaId'] === replicaId))
      if (!told && !inConflict) problems.push(`[M2] ${JSON.stringify(value)} in ${field} of ${String(recordId)} lost, and nobody was told`)
    }
  }
  return problems
}

/**
 * [I5, M2, M7] A value that gave way to an edit which did not know of it has a notice for its author or stands in a conflict, whatever the
 * policy that decided and whether or not the workspace was in advisory mode. What an edit knew is its base, as its device journaled it.
 */
function overruledAreTold(server: SyncRecord[], journaled: Story['journaled'], purged: ReadonlySet<string>): string[] {
  const problems: string[] = []
  const of = (entity: string): Data[] => server.filter((record) => record.entity === entity).map((record) => record.data ?? {})
  const notices = of('notices'), conflicts = of('conflicts')
  const entries = server.filter((record) => record.entity === 'history').sort((a, b) => a.revision - b.revision)
  /** The last entry that wrote a field, by record and field; the create under no field. */
  const last = new Map<string, SyncRecord>()
  for (const entry of entries) {
    const { recordId, op, replicaId, fields } = entry.data as Data & { recordId: string; fields: Record<string, { from: Json; to: Json }> }
    if (op === 'create' && Object.keys(fields).length === 0) last.set(`${recordId} `, entry)
    for (const [field, { from }] of Object.entries(fields)) {
      const before = last.get(`${recordId} ${field}`) ?? last.get(`${recordId} `), known = journaled.get(entry.id)
      last.set(`${recordId} ${field}`, entry)
      // A text takes in both, so nothing gave way (I2).
      // What was said of a record goes with it when it goes for good (R5).
      if (field === 'deletedAt' || purged.has(recordId) || isText(entry.data?.['entity'], field) || Array.isArray(from) || before === undefined || known === undefined || known.settles || before.data?.['replicaId'] === replicaId) continue
      // An entry is written right after its record.
      if (before.revision - 1 <= known.baseRevision) continue
      const told = notices.some((notice) => notice['recordId'] === recordId && notice['field'] === field && notice['forUserId'] === before.data?.['userId'] && canonicalJson(notice['lost'] ?? null) === canonicalJson(from))
      const inConflict = conflicts.some((conflict) => conflict['recordId'] === recordId && conflict['field'] === field && sidesOf(conflict).some((side) => side['replicaId'] === before.data?.['replicaId']))
      if (!told && !inConflict) problems.push(`[M2] ${JSON.stringify(from)} in ${field} of ${recordId} gave way to what did not know of it, and nobody was told`)
    }
  }
  return problems
}

/** [I6, M3, M7] An open conflict shows what stands in its field. */
function conflictsFollow(server: SyncRecord[]): string[] {
  const records = new Map(server.map((record) => [`${record.entity}/${record.id}`, record]))
  return server.flatMap(({ entity, id, data }) => {
    if (entity !== 'conflicts' || data?.['status'] !== 'open') return []
    const stands = records.get(`${String(data['entity'])}/${String(data['recordId'])}`)?.data?.[String(data['field'])] ?? null
    const shown = memberOf(data['theirs'], 'value') ?? null
    return canonicalJson(stands) === canonicalJson(shown) ? [] : [`[M3] the conflict ${id} shows ${JSON.stringify(shown)} where ${JSON.stringify(stands)} stands`]
  })
}

const isText = (entity: Json | undefined, field: string): boolean => {
  const known = productModel.entities.get(String(entity))
  return known !== undefined && isTextField(known, field)
}

/** Both sides of a conflict: what stands, and what met it. */
const sidesOf = (conflict: Data): Data[] => [conflict['theirs'], ...(conflict['mine'] as Json[])].map((side) => (side ?? {}) as Data)

/** [I8] What refers to a record refers to one that there is, living or in the trash. */
function nothingDangles(server: SyncRecord[]): string[] {
  const there = new Set(server.map(({ entity, id }) => `${entity}/${id}`))
  return server.flatMap(({ entity, id, data, deletedAt }) => {
    const isOf = [['contacts', data?.['contactId']], ['companies', data?.['companyId']], ['projects', data?.['projectId']]].filter(([, owner]) => typeof owner === 'string')
    return entity !== 'notes' || deletedAt !== null || isOf.every(([kind, owner]) => there.has(`${kind as string}/${owner as string}`)) ? [] : [`[I8] the note ${id} is of nobody`]
  })
}

/**
 * [I12, H1] The history, read from the first entry to the last, tells how each record came to be what it is: an entry goes on where the one
 * before it left off, and the last one left what stands.
 */
function historyTellsAll(server: SyncRecord[], purged: ReadonlySet<string>): string[] {
  const said = new Map<string, Map<string, Json>>(), problems: string[] = []
  const entries = server.filter(({ entity }) => entity === 'history').sort((a, b) => a.revision - b.revision)
  for (const { id, data } of entries) {
    const record = `${String(data?.['entity'])}/${String(data?.['recordId'])}`
    const fields = said.get(record) ?? new Map<string, Json>()
    said.set(record, fields)
    // Made anew after it was gone for good (R5), it begins from nothing.
    if (data?.['op'] === 'create' && purged.has(String(data['recordId']))) fields.clear()
    for (const [field, step] of Object.entries((data?.['fields'] ?? {}) as Record<string, Json>)) {
      const from = memberOf(step, 'from') ?? null
      // What a record was made with is its first `from`.
      if (fields.has(field) && canonicalJson(fields.get(field)) !== canonicalJson(from)) {
        problems.push(`[I12] history ${id} of ${record} goes on from ${JSON.stringify(from)} in ${field}, where ${JSON.stringify(fields.get(field))} stood`)
      }
      fields.set(field, memberOf(step, 'to') ?? null)
    }
  }
  for (const { entity, id, data, deletedAt } of server) {
    for (const [field, value] of said.get(`${entity}/${id}`) ?? []) {
      const stands = field === 'deletedAt' ? deletedAt : data?.[field] ?? null
      if (canonicalJson(stands) !== canonicalJson(value)) problems.push(`[I12] ${field} of ${entity}/${id} is ${JSON.stringify(stands)}, and its history ends with ${JSON.stringify(value)}`)
    }
  }
  return problems
}

/** [I9, R6] A device that takes everything down anew ends with the same bytes. */
export async function repullChangesNothing({ world, rotted }: Story): Promise<string[]> {
  const replica = world.replicas.at(-1)!, before = dump(replica)
  replica.store.sync.resetRequired('all')
  await world.drain('by itself')
  return [...dump(replica) === before ? [] : [`[I9] ${replica.name} differs after a second download`], ...healedOfRotAlone(world.replicas, rotted)]
}

/** [I10, U1] Undone after it was synced, an edit leaves every device with what was there before it. */
export async function undoRestores({ world }: Story): Promise<string[]> {
  const replica = world.replicas[0]!, { core, data } = replica.store
  const shown = (): string => world.replicas.map(({ store }) => canonicalJson(['contacts', 'notes'].map((entity) =>
    store.data.list({ entity, state: 'live', sort: ['id'], limit: 1_000 }).rows.map((row) => filled(row.data))))).join('\n')
  // Not one that only a change that failed keeps here: an edit of it fails too.
  const firstOf = (entity: string): Row | undefined => data.list({ entity, sort: ['id'], limit: 1_000 }).rows.find(({ failed }) => !failed)
  const row = firstOf('contacts'), note = firstOf('notes')
  if (row === undefined) return []
  const before = shown(), mutationId = core.makeId()
  data.mutate({ mutationId, label: 'act', changes: [...(note === undefined ? [] : [
    { entity: 'notes', recordId: note.id, op: 'update' as const, patch: { body: `undone ${String(note.data['body'])} later` } },
  ]), { entity: 'contacts', recordId: row.id, op: 'update', patch: { title: 'undone later', tags: ['undone'], emails: [{ value: 'undone@example.org' }] } }] })
  await world.drain('by itself')
  const between = shown()
  data.undoAct(mutationId)
  await world.drain('by itself')
  if (between === before) return ['[I10] an edit that was synced is nowhere']
  return shown() === before ? [] : [`[I10] undone after it was synced, an edit of ${row.id} left something behind`]
}

/** What a field that was never written, one that is null and an empty list have in common. */
const filled = (data: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)))

const dump = ({ store }: SimReplica): string =>
  entityNames.map((entity) => canonicalJson(store.core.db.all(`SELECT id, revision, deleted_at, data FROM "${entity}" ORDER BY id`) as Json)).join('\n')

const memberOf = (value: Json | undefined, name: string): Json | undefined =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined)
