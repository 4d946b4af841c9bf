import { newReplicaClock, observePush, type ReplicaClock } from '../../merge/effective-time.ts'
import { history } from '../../model/bookkeeping.ts'
import type { Model } from '../../model/model.ts'
import type { Change } from '../../protocol/change.ts'
import type { PushResult } from '../../protocol/push.ts'
import { assert } from '../../shared/assert.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Json } from '../../shared/json.ts'
import type { Log } from '../../shared/log.ts'
import type { Random } from '../../shared/random.ts'
import { entriesOf } from '../audit/entry.ts'
import type { Commit } from '../events/commits.ts'
import type { Seen } from '../seen.ts'
import type { AuditSource } from '../store/audit-port.ts'
import type { RecordKey, StoredReplica, SyncStore, WorkspaceWriter } from '../store/port.ts'
import { checkSeen } from './check-seen.ts'
import { applyMutation } from './mutation.ts'
import { likelyNotices } from './notices.ts'
import type { ReceivedChange, ReceivedPush } from './parse-push.ts'
import type { PushContext, Sender } from './sender.ts'
import { settingRecords } from './policies.ts'
import { isSingleReplica } from './single-replicas.ts'
import { createWorkingSet, type WorkingSet } from './working-set.ts'
import { referencesOf } from './check-change.ts'

export interface PushDeps { store: SyncStore; model: Model; clock: Clock; random: Random; log: Log }
/** `source`: who it is and from where, for the audit log. */
export interface Pusher { workspaceId: string; userId: string; userName: string; deviceName: string; source: AuditSource }

export type PushOutcome =
  | { kind: 'pushed'; results: PushResult[]; seen: Seen; commit: Commit | null }
  | { kind: 'epoch_changed' }
  | { kind: 'not_found' }
  | { kind: 'anothers_replica' }

/** What a caller adds to a push's transaction. Like all that runs in it, it may run twice, and the second run must find what the first did. */
export interface Attendant<Why> {
  /** Before anything is applied; whatever it answers but null calls the push off. */
  before(writer: WorkspaceWriter): Promise<Why | null>
  /** Changes that belong to the push because of what stands. */
  along?(writer: WorkspaceWriter): Promise<readonly Change[]>
  /** With the results, before the commit. */
  after(writer: WorkspaceWriter, results: readonly PushResult[]): Promise<void>
}

/**
 * Applies a push. All its mutations share one transaction, each with its own savepoint in memory, and none is answered before the
 * commit: what P2 promises of a transaction per mutation holds, at one fsync a request.
 *
 * @param seen the replica's last known commit, read from its token; null: it never had one
 */
export async function push(deps: PushDeps, pusher: Pusher, request: ReceivedPush, seen: Seen | null): Promise<PushOutcome> {
  if (isSingleReplica(request.replicaId)) return { kind: 'anothers_replica' }
  const outcome = await attendedPush(deps, pusher, request, seen, nobody)
  assert(outcome.kind !== 'called_off', 'nobody called a push off')
  return outcome
}

const nobody: Attendant<never> = { before: async () => null, after: async () => undefined }

/** The same, with what else its transaction is about. */
export async function attendedPush<Why>(
  deps: PushDeps, pusher: Pusher, sent: ReceivedPush, seen: Seen | null, attendant: Attendant<Why>,
): Promise<PushOutcome | { kind: 'called_off'; why: Why }> {
  const serverTime = deps.clock.now()
  const at = new Date(serverTime).toISOString()
  const outcome = await deps.store.write(pusher.workspaceId, async (writer): Promise<PushOutcome | { kind: 'called_off'; why: Why }> => {
    const start = await writer.state()
    if (seen !== null) {
      const history = await checkSeen(writer, start, seen)
      if (history === 'other_history') await writer.beginEpoch(newMark(deps.random), at)
      if (history !== 'same') return { kind: 'epoch_changed' }
    }
    const role = await writer.role(pusher.userId)
    if (role === null) return { kind: 'not_found' }
    const why = await attendant.before(writer)
    if (why !== null) return { kind: 'called_off', why }
    const along = await attendant.along?.(writer) ?? []
    const request: ReceivedPush = along.length === 0 ? sent : { ...sent, changes: [...sent.changes, ...along.map((change) => ({ change }))] }

    const replica = (await writer.replicas([request.replicaId]))[0]
    // Who merges as somebody else's replica overwrites their edits as if they had made them.
    if (replica !== undefined && replica.userId !== pusher.userId) return { kind: 'anothers_replica' }
    const clock = observePush(clockOf(replica), { sentAt: Date.parse(request.sentAt), serverTime })
    const changes = request.changes.flatMap((received) => ('change' in received ? [received.change] : []))
    const known = await writer.answers(changes.map((change) => change.id))
    const set = createWorkingSet(writer, { revision: start.revision, clock, known })
    await prefetch(deps.model, set, changes, request.replicaId)

    const sender: Sender = { userId: pusher.userId, userName: pusher.userName, role, replicaId: request.replicaId, deviceName: pusher.deviceName }
    const context: PushContext = {
      model: deps.model, keepsUnknown: request.schemaVersion > deps.model.schemaVersion, entityNames: () => writer.entityNames(), sender, serverTime, epoch: start.epoch, seenEpoch: seen?.epoch ?? null, seenRevision: seen?.revision ?? null, startRevision: start.revision,
      lastCommonRevision: (epoch) => writer.lastCommonRevision(epoch, request.replicaId),
      ...names(writer, sender),
    }
    const results = await applyAll(deps, context, set, request.changes)

    const batch = set.batch({ mark: newMark(deps.random), at })
    await writer.save(batch)
    await writer.appendAudit(entriesOf(at, pusher.source, set.notes.all()))
    if (!isSingleReplica(request.replicaId)) await writer.saveReplica({ id: request.replicaId, userId: pusher.userId, deviceName: pusher.deviceName, clock: set.clock() as unknown as Json, lastSeenAt: at })
    await attendant.after(writer, results)

    const last = batch.commit ?? await writer.commitAtOrBefore(start.revision) ?? { revision: 0, mark: '' }
    const records = [...batch.records].sort((a, b) => a.revision - b.revision)
    return {
      kind: 'pushed', results,
      seen: { epoch: start.epoch, revision: last.revision, mark: last.mark },
      commit: batch.commit === null ? null : { workspaceId: pusher.workspaceId, epoch: start.epoch, from: start.revision, to: last.revision, mark: last.mark, records },
    }
  })
  return outcome ?? { kind: 'not_found' }
}

/**
 * A change of a few bytes is answered with its whole record, and told of in the history: so many to a large one would fill our memory. Nothing of the
 * push is kept; it comes again in halves (P4).
 */
const mostAnswered = 32 * 1024 * 1024
export class PushTooLargeError extends Error { override readonly name = 'PushTooLargeError' }

/** In order, mutation by mutation; results in the order of the changes. */
async function applyAll(deps: PushDeps, context: PushContext, set: WorkingSet, received: readonly ReceivedChange[]): Promise<PushResult[]> {
  const results: PushResult[] = []
  let characters = 0
  for (const mutation of byMutation(received)) {
    const answers = await applyOne(deps, context, set, mutation.map(({ item }) => item))
    characters += JSON.stringify(answers).length
    if (characters > mostAnswered) throw new PushTooLargeError()
    for (const [index, { place }] of mutation.entries()) results[place] = answers[index]!
  }
  return results
}

async function applyOne(deps: PushDeps, context: PushContext, set: WorkingSet, mutation: readonly ReceivedChange[]): Promise<PushResult[]> {
  const start = set.savepoint()
  const changes = mutation.flatMap((received) => ('change' in received ? [received.change] : []))
  if (changes.length < mutation.length) {
    return mutation.map((received) => ('change' in received
      ? { id: received.change.id, status: 'rejected', error: { code: 'mutation_refused', message: 'Another change of the same act could not be read.' } }
      : { id: received.misshapen.id, status: 'rejected', error: received.misshapen.refusal }))
  }
  try {
    return await applyMutation(context, set, changes)
  } catch (thrown) {
    // A failing store fails the request, which is sent again. A fault of ours in one mutation must not stop everybody behind it:
    // it is refused, unstored, with all it holds still on the device to be sent again.
    if (thrown instanceof Error && 'code' in thrown) throw thrown
    set.rollback(start)
    deps.log('error', 'push.mutation_failed', { mutationId: changes[0]?.mutationId, error: thrown instanceof Error ? thrown.stack : String(thrown) })
    return changes.map((change) => ({ id: change.id, status: 'rejected', error: { code: 'server_error', message: 'The server met a fault of its own in this change. It is kept on your device.' } }))
  }
}

function byMutation(received: readonly ReceivedChange[]): { item: ReceivedChange; place: number }[][] {
  const mutations = new Map<string, { item: ReceivedChange; place: number }[]>()
  for (const [place, item] of received.entries()) {
    const id = 'change' in item ? item.change.mutationId : item.misshapen.mutationId
    const mutation = mutations.get(id)
    if (mutation === undefined) mutations.set(id, [{ item, place }])
    else mutation.push({ item, place })
  }
  return [...mutations.values()]
}

/** Two queries for what the batch touches and goes by, instead of one a change. */
async function prefetch(model: Model, set: WorkingSet, changes: readonly Change[], replicaId: string): Promise<void> {
  const known = changes.flatMap((change) => {
    const entity = model.entities.get(change.entity)
    return entity === undefined ? [] : [{ entity, change }]
  })
  const touched = known.flatMap(({ entity, change }) => [{ entity: change.entity, id: change.recordId }, ...referencesOf(entity, change.patch), ...(change.undoes === undefined ? [] : [{ entity: history.name, id: change.undoes }])])
  await set.prefetch([...touched, ...[...new Set(known.map(({ entity }) => entity))].flatMap(settingRecords)])
  const told: RecordKey[] = []
  for (const { entity, change } of known) {
    const record = await set.record(change.entity, change.recordId)
    if (record !== null) told.push(...likelyNotices(entity, record, change, replicaId))
  }
  if (told.length > 0) await set.prefetch(told)
}

/** Names of people and devices, and whose those are, for conflicts and notices, asked once each. */
export function names(writer: WorkspaceWriter, sender: Pick<Sender, 'userId' | 'userName' | 'replicaId' | 'deviceName'>): Pick<PushContext, 'nameOf' | 'personOf' | 'deviceOf'> {
  const people = new Map([[sender.userId, sender.userName]])
  const devices = new Map([[sender.replicaId, sender.deviceName]])
  return {
    async nameOf(userId) {
      if (!people.has(userId)) people.set(userId, (await writer.userNames([userId])).get(userId) ?? '')
      return people.get(userId)!
    },
    personOf: async (replicaId) => (replicaId === sender.replicaId ? sender.userId : (await writer.replicas([replicaId]))[0]?.userId ?? null),
    async deviceOf(replicaId, changeId) {
      if (!devices.has(replicaId)) devices.set(replicaId, isSingleReplica(replicaId) ? await nameInHistory(writer, changeId) : (await writer.replicas([replicaId]))[0]?.deviceName ?? '')
      return devices.get(replicaId)!
    },
  }
}

/** Of a request over REST nothing is kept but its change, whose entry says what made it (H1). */
async function nameInHistory(writer: WorkspaceWriter, changeId: string): Promise<string> {
  const [entry] = await writer.records([{ entity: history.name, id: changeId }])
  const name = entry?.data?.['deviceName']
  return typeof name === 'string' ? name : ''
}

const clockOf = (replica: StoredReplica | undefined): ReplicaClock =>
  replica === undefined || replica.clock === null ? newReplicaClock : replica.clock as unknown as ReplicaClock

const newMark = (random: Random): string => Buffer.from(random.bytes(12)).toString('base64url')
