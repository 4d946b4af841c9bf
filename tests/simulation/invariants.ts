import { canonicalJson } from '../../src/merge/canonical.ts'
import { referencesOf } from '../../src/sync-api/push/check-change.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Json } from '../../src/shared/json.ts'
import { elementsAreTold, elementsAreToldOnce } from './element-notices.ts'
import { isPeoplesWork, newestModel } from './models.ts'
import { orderKept, wholeOrNothing } from './journal-invariants.ts'
import { policyOfTheCommit } from './policy-invariant.ts'
import { digestsAgree, sameAsServer } from './same-everywhere.ts'
import type { SimReplica } from './sim-replica.ts'
import { memberOf, type Story } from './story.ts'
import { conflictsFollow, overruledAreTold, toldOnce } from './told-invariants.ts'
import { lostWords } from './words.ts'

/** What must hold once everything is drained (SPEC.md, Invariants); every way in which it does not, in words. */
export async function brokenInvariants({ world, written, words, journaled, clockSet, rotted, restore }: Story): Promise<string[]> {
  const server = (await world.serverRecords()).filter(({ data }) => data !== null)
  const gone = new Set(world.purged.map(({ id }) => id))
  const purged = new Set(gone)
  for (const { id } of server) gone.delete(id)
  return [
    ...world.errors.map((error) => `an error was logged: ${error}`),
    ...world.replicas.flatMap((replica) => [...queueEmpty(replica), ...sameAsServer(replica, server), ...exactlyOnce(replica, server, journaled, purged)]),
    ...(await Promise.all(world.replicas.map(saysSo))).flat(),
    ...await digestsAgree(world, server, rotted),
    ...nothingLost(written, [...server, ...world.purged.map(({ data }) => data), ...world.replicas.map(failedOf)]),
    ...lostWords(words, server, [...world.purged, ...world.replicas.map(failedOf)]),
    ...toldOnce(server, gone, restore !== undefined, world.purged),
    // Of what was given back the entries tell as well, but in the order of lives that ended.
    ...(restore === undefined ? [...overruledAreTold(server, journaled, purged), ...policyOfTheCommit(server, world.settings, { journaled, clockSet: new Set([...clockSet, ...world.network.overAMinute]) }, purged), ...historyTellsAll(server, journaled, purged),
      ...elementsAreTold(server, journaled, purged), ...elementsAreToldOnce(server)] : []),
    ...orderKept(world.answered), ...wholeOrNothing(world.answered, journaled),
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
    if (['contact_needs_a_name', 'note_needs_text', 'still_referenced', 'mutation_refused', 'reference_gone', 'record_gone'].includes(error?.code ?? '')) continue
    problems.push(`[P4] ${name}'s ${change.op} of ${change.entity}/${change.recordId.slice(-4)} ${JSON.stringify(change.patch)} failed: ${error?.code}: ${error?.message}`)
  }
  return problems
}

/** [I4, R7] And the device says that it is up to date: what broke off on the way is over. */
async function saysSo({ name, changes }: SimReplica): Promise<string[]> {
  const status = await changes.api.status()
  if (status.ok && status.value.upToDate) return []
  return [`[I4] ${name} does not say that it is up to date but ${status.ok ? `${status.value.state} ${JSON.stringify(status.value.error)}` : status.error.message}`]
}

/** [I3, P2, H1] Every change of a person has exactly one history entry, under its own id; others are consequences the server drew. */
function exactlyOnce({ name, store }: SimReplica, server: SyncRecord[], journaled: Story['journaled'], purged: ReadonlySet<string>): string[] {
  const entries = new Map(server.filter((record) => record.entity === 'history').map((record) => [record.id, record]))
  const own = new Set(journaled.keys())
  const problems: string[] = []
  for (const { change, status } of store.data.journal({ limit: 10_000 }).rows) {
    if (!isPeoplesWork(change.entity)) continue
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
 * [I8] What lives refers to what there is, living or in the trash; and to what lives where the reference is one that a deletion takes out
 * (`detach`) or that forbids it (`restrict`).
 */
function nothingDangles(server: SyncRecord[]): string[] {
  const there = new Map(server.map((record) => [`${record.entity}/${record.id}`, record]))
  return server.flatMap(({ entity: name, id, data, deletedAt }) => {
    const entity = newestModel.entities.get(name)
    if (entity === undefined || deletedAt !== null) return []
    return referencesOf(entity, data ?? {}).flatMap((reference) => {
      const other = there.get(`${reference.entity}/${reference.id}`), rule = entity.fields[reference.field]?.reference?.onDelete
      if (other === undefined) return [`[I8] ${reference.field} of ${name}/${id} names what is nowhere`]
      return other.deletedAt !== null && rule !== 'cascade' ? [`[I8] ${reference.field} of ${name}/${id} names what is in the trash`] : []
    })
  })
}

/**
 * [I12, H1] The history, read from the first entry to the last, tells how each record came to be what it is: an entry goes on where the one
 * before it left off, and the last one left what stands. What was deleted comes back by a restore, by an edit that did not know of it, or along with another record (M4).
 */
function historyTellsAll(server: SyncRecord[], journaled: Story['journaled'], purged: ReadonlySet<string>): string[] {
  const said = new Map<string, Map<string, Json>>(), deleted = new Map<string, number>(), problems: string[] = []
  const entries = server.filter(({ entity }) => entity === 'history').sort((a, b) => a.revision - b.revision)
  for (const { id, data, revision } of entries) {
    const record = `${String(data?.['entity'])}/${String(data?.['recordId'])}`
    const fields = said.get(record) ?? new Map<string, Json>()
    said.set(record, fields)
    // Made anew after it was gone for good (R5), it begins from nothing.
    if (data?.['op'] === 'create' && purged.has(String(data['recordId']))) fields.clear()
    for (const [field, step] of Object.entries((data?.['fields'] ?? {}) as Record<string, Json>)) {
      const from = memberOf(step, 'from') ?? null
      if (field === 'deletedAt') {
        const op = data?.['op'], isBack = (memberOf(step, 'to') ?? null) === null, known = journaled.get(id)?.baseRevision ?? -1
        if (isBack && (op === 'delete' || (op === 'update' && known >= (deleted.get(record) ?? Infinity)))) problems.push(`[M4] history ${id}: ${String(op)} brings ${record} back, and knew that it was deleted`)
        if (!isBack) deleted.set(record, revision)
      }
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
