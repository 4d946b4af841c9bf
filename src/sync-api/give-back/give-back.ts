import { newReplicaClock } from '../../merge/effective-time.ts'
import { textsMember } from '../../merge/text-field.ts'
import { conflicts, history, notices } from '../../model/bookkeeping.ts'
import type { Entity, Role } from '../../model/entity.ts'
import type { Model } from '../../model/model.ts'
import { may } from '../../model/roles.ts'
import type { GiveBackRequest } from '../../protocol/give-back.ts'
import type { SyncRecord } from '../../protocol/change.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import { auditAct, entriesOf } from '../audit/entry.ts'
import type { Commit } from '../events/commits.ts'
import { referencesOf } from '../push/check-change.ts'
import { checkSeen } from '../push/check-seen.ts'
import { names, type Pusher } from '../push/push.ts'
import { isSingleReplica } from '../push/single-replicas.ts'
import { unknownFrom } from '../push/unknown-from.ts'
import { createWorkingSet } from '../push/working-set.ts'
import type { Seen } from '../seen.ts'
import type { SyncStore, WorkspaceState, WorkspaceWriter } from '../store/port.ts'
import { asGiven } from './as-given.ts'
import { takeBackConflict, takeBackHistory, takeBackNotice } from './bookkeeping.ts'
import { provenBy } from './proof.ts'
import { takeBack, takeBackTexts, wordsOf, type Giver, type WithData } from './take-back.ts'

export interface GiveBackDeps { store: SyncStore; model: Model; clock: Clock; log: Log; newEpoch: () => string; newMark: () => string }

export interface ReceivedGiveBack extends Pick<GiveBackRequest, 'replicaId' | 'fromEpoch' | 'schemaVersion'> {
  /** Of the tokens this server signed. */
  seen: readonly Seen[]
  after: Seen | null
  records: readonly SyncRecord[]
}

export type GiveBackOutcome =
  | { kind: 'given'; since: { revision: number; at: string | null } | null; given: number; seen: Seen; commit: Commit | null }
  | { kind: 'epoch_changed' }
  | { kind: 'not_found' }
  | { kind: 'anothers_replica' }

/**
 * R8: takes back what a device still has of a history that was lost. All in one transaction, and twice is as once: each record remembers up
 * to which old revision it was given back.
 *
 *   the tokens that fit the commits' marks ─▶ the last common revision ─▶ newer records: merged into what stands, or made
 */
export async function giveBack(deps: GiveBackDeps, pusher: Pusher, request: ReceivedGiveBack): Promise<GiveBackOutcome> {
  const at = new Date(deps.clock.now()).toISOString()
  const outcome = await deps.store.write(pusher.workspaceId, async (writer): Promise<GiveBackOutcome> => {
    const role = await writer.role(pusher.userId)
    if (role === null) return { kind: 'not_found' }
    // What is proved for a replica is what its edits are measured by.
    const replica = (await writer.replicas([request.replicaId]))[0]
    if (isSingleReplica(request.replicaId)) return { kind: 'anothers_replica' }
    if (replica !== undefined && replica.userId !== pusher.userId) return { kind: 'anothers_replica' }
    const before = await writer.state()
    if (request.after !== null) {
      const still = await checkSeen(writer, before, request.after)
      if (still === 'other_history') await writer.beginEpoch(deps.newEpoch(), at)
      if (still !== 'same') return { kind: 'epoch_changed' }
    }
    const proven = await provenBy(writer, before, request.seen)
    if (proven.otherHistory) await writer.beginEpoch(deps.newEpoch(), at)
    const state = await writer.state()
    // Whoever may only look gives nothing: what they have is on the devices of those who wrote it.
    if (request.fromEpoch === state.epoch || !may(role, 'write')) return { kind: 'given', since: null, given: 0, seen: await standing(writer, state), commit: null }

    await writer.noteCommonRevision(request.fromEpoch, request.replicaId, proven.revision, at)
    const { given, commit } = await takeAll(deps, writer, state, { pusher, role, request, common: proven.revision, at })
    const seen = commit === null ? await standing(writer, state) : { epoch: state.epoch, revision: commit.to, mark: commit.mark }
    return { kind: 'given', since: { revision: proven.revision, at: await writer.committedAt(proven.revision) }, given, seen, commit }
  })
  return outcome ?? { kind: 'not_found' }
}

interface Taking { pusher: Pusher; role: Role; request: ReceivedGiveBack; common: number; at: string }

async function takeAll(deps: GiveBackDeps, writer: WorkspaceWriter, state: WorkspaceState, { pusher, role, request, common, at }: Taking): Promise<{ given: number; commit: Commit | null }> {
  const { model } = deps
  const knows = { model, keepsUnknown: (request.schemaVersion ?? 0) > model.schemaVersion, entityNames: () => writer.entityNames() }
  const atHand = new Map<string, Offered>()
  for (const record of request.records) {
    const entity = model.entities.get(record.entity) ?? await unknownFrom(knows, record.entity)
    const given = asGiven(model, entity, role, record, deps.clock.now())
    const before = atHand.get(keyOf(record))
    if (entity !== undefined && given !== null && (before === undefined || before.given.revision < given.revision)) atHand.set(keyOf(record), { entity, given })
  }
  const newer = await newerThan(common, writer, request)
  const offered = [...new Set(newer.notGivenYet.flatMap((record) => atHand.get(keyOf(record)) ?? []))]
  const again = [...new Set(newer.again.flatMap((record) => atHand.get(keyOf(record)) ?? []))].filter((one) => !offered.includes(one) && textsMember in one.given.data)
  if (offered.length + again.length === 0) return { given: 0, commit: null }
  const ended = await writer.endedAt(request.fromEpoch) ?? state.revision
  const known = await writer.answers(offered.filter(({ entity }) => entity.name === history.name).map(({ given }) => given.id))
  const set = createWorkingSet(writer, { revision: state.revision, clock: newReplicaClock, known })
  await set.prefetch([...offered, ...again].flatMap(({ entity, given }) => [given, ...referencesOf(entity, given.data)]))
  const about = { userId: pusher.userId, userName: pusher.userName, replicaId: request.replicaId, deviceName: pusher.deviceName }
  const giver: Giver = {
    ...about, model, role, fromEpoch: request.fromEpoch, parting: { common, ended },
    isMember: async (userId) => await writer.role(userId) !== null, ...names(writer, about),
  }
  set.notes.because({ fromEpoch: request.fromEpoch })
  const words = await wordsOf(writer, set, giver, offered)

  const failed = new Set<Offered>()
  let given = 0
  for (const one of [...offered, ...again]) {
    const start = set.savepoint()
    try {
      if (again.includes(one)) {
        given += Number(await takeBackTexts(set, one.entity, giver, one.given, words))
        continue
      }
      if (one.given.deletedAt !== null && await isGone(set, one)) continue
      if (await takeOne(set, giver, one, words)) given += 1 + await makeWhatItNames(set, giver, one, atHand, words)
    } catch (thrown) {
      // A failing store fails the request, which comes again. One record we stumble over must not keep all the others from coming back.
      if (thrown instanceof Error && 'code' in thrown) throw thrown
      set.rollback(start)
      failed.add(one)
      deps.log('error', 'give_back.record_failed', { entity: one.given.entity, id: one.given.id, error: thrown instanceof Error ? thrown.stack : String(thrown) })
    }
  }
  const mark = deps.newMark(), batch = set.batch({ mark, at })
  await writer.save(batch)
  const notes = set.notes.all()
  if (notes.length > 0) await writer.appendAudit([auditAct(at, pusher.source, 'gave_back', { fromEpoch: request.fromEpoch, records: given }), ...entriesOf(at, pusher.source, notes)])
  await writer.noteGivenBack(request.fromEpoch, offered.filter((one) => !failed.has(one)).map((one) => one.given))
  const commit: Commit | null = batch.commit === null ? null : {
    workspaceId: pusher.workspaceId, epoch: state.epoch, from: state.revision, to: batch.commit.revision, mark,
    records: [...batch.records].sort((a, b) => a.revision - b.revision),
  }
  return { given, commit }
}

interface Offered { entity: Entity; given: WithData }

/** Deleted in both histories, and here for good. Where it had been restored there and was deleted once more, later, its time in the trash is not over. */
async function isGone(set: ReturnType<typeof createWorkingSet>, { entity, given }: Offered): Promise<boolean> {
  const purged = await set.purged(entity.name, given.id)
  return purged !== null && (given.deletedAt ?? '') <= (purged.deletedAt ?? given.deletedAt ?? '')
}

function takeOne(set: ReturnType<typeof createWorkingSet>, giver: Giver, { entity, given }: Offered, words: Awaited<ReturnType<typeof wordsOf>>): Promise<boolean> {
  switch (entity.name) {
    case history.name: return takeBackHistory(set, giver, given)
    case notices.name: return takeBackNotice(set, giver, given)
    case conflicts.name: return takeBackConflict(set, giver, given)
    default: return takeBack(set, entity, giver, given, words)
  }
}

/**
 * What a record that was taken back names may have been deleted for good here since, although it is in both histories: it is made again from
 * what came along with the record (M4), so that nothing is of nobody. How many.
 */
async function makeWhatItNames(
  set: ReturnType<typeof createWorkingSet>, giver: Giver, { entity, given: { id } }: Offered, atHand: ReadonlyMap<string, Offered>, words: Awaited<ReturnType<typeof wordsOf>>,
): Promise<number> {
  const record = await set.record(entity.name, id)
  if (record === null || record.deletedAt !== null) return 0
  let made = 0
  for (const reference of referencesOf(entity, record.data)) {
    const named = atHand.get(keyOf(reference))
    if (named === undefined || await set.purged(reference.entity, reference.id) === null) continue
    if (await takeOne(set, giver, named, words)) made += 1 + await makeWhatItNames(set, giver, named, atHand, words)
  }
  return made
}

const keyOf = ({ entity, id }: { entity: string; id: string }): string => `${entity}/${id}`

/** What is newer than what both histories share; `again`: and no newer than what was given back to the same record already. */
async function newerThan(common: number, writer: WorkspaceWriter, { fromEpoch, records }: ReceivedGiveBack): Promise<{ notGivenYet: SyncRecord[]; again: SyncRecord[] }> {
  const before = new Map((await writer.givenBack(fromEpoch, records)).map(({ entity, id, revision }) => [`${entity}/${id}`, revision]))
  const isNew = ({ entity, id, revision }: SyncRecord): boolean => revision > (before.get(`${entity}/${id}`) ?? 0)
  const newer = records.filter(({ revision }) => revision > common)
  return { notGivenYet: newer.filter(isNew), again: newer.filter((record) => !isNew(record)) }
}

const standing = async (writer: WorkspaceWriter, { epoch, revision }: WorkspaceState): Promise<Seen> =>
  ({ epoch, ...await writer.commitAtOrBefore(revision) ?? { revision: 0, mark: '' } })
