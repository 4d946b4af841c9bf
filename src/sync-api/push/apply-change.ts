import { conflicts as conflictEntity } from '../../model/bookkeeping.ts'
import type { Entity } from '../../model/entity.ts'
import { asKnown } from '../../merge/as-known.ts'
import { isoOf, parseHlc } from '../../merge/clock.ts'
import { effectiveTime } from '../../merge/effective-time.ts'
import { liftChange } from '../../merge/lift.ts'
import { mergeChange } from '../../merge/merge-change.ts'
import type { IncomingChange, MergeOutcome } from '../../merge/types.ts'
import type { Change } from '../../protocol/change.ts'
import { replicaProblem } from '../../model/roles.ts'
import { assert } from '../../shared/assert.ts'
import type { PurgedRecord, StoredRecord } from '../store/port.ts'
import { shortened } from '../audit/entry.ts'
import { checkChange, missingReference } from './check-change.ts'
import { checkMerged } from './check-merged.ts'
import { writeConflicts } from './conflicts.ts'
import { writeHistory } from './history.ts'
import { knownAlong, type KnownAlong } from './known-along.ts'
import { writeNotices } from './notices.ts'
import { policiesFor } from './policies.ts'
import { followReferences, revertReferenceRules, runReferenceRules } from './references.ts'
import type { PushContext } from './sender.ts'
import { epochOf, knownFrom, withWhatWasSeen } from './sent-again.ts'
import { settle, settledFields, type Settlement } from './settle.ts'
import { asUndone } from './undone.ts'
import { unknownFrom } from './unknown-from.ts'
import { refused, type Verdict } from './verdict.ts'
import type { WorkingSet } from './working-set.ts'
import { writeMerged } from './write-record.ts'

/** What is known of a mutation while its changes are applied one by one. */
export interface MutationState {
  /** `entity/id` of what the mutation creates: references to it need not wait. */
  madeHere: ReadonlySet<string>
  settlements: ReadonlyMap<string, Settlement>
  /** `entity/id/field` that met a conflict in this very mutation. */
  conflicted: Set<string>
}

/** Checks, merges and writes one change with all its consequences into the set. */
export async function applyChange(context: PushContext, set: WorkingSet, state: MutationState, received: Change): Promise<Verdict> {
  const entity = context.model.entities.get(received.entity) ?? await unknownFrom(context, received.entity)
  const change = entity === undefined ? received : liftChange(entity, received)
  const before = entity === undefined ? null : await set.record(change.entity, change.recordId)
  const objection = checkChange(context, entity, change, before)
  if (objection !== null) return objection
  assert(entity, 'an unknown entity passed the check')
  const theirs = entity.ofReplica === true ? replicaProblem(entity, context.sender, await context.personOf(change.recordId)) : null
  if (theirs !== null) return refused(theirs.name, theirs.message)

  if (before === null && change.op !== 'create') {
    const gone = await set.purged(change.entity, change.recordId)
    return gone === null ? { kind: 'deferred', waitsFor: change.recordId } : ofPurged(entity, change, gone)
  }
  const missing = await missingReference(set, entity, change, state.madeHere)
  if (missing?.purged === true) return refused('reference_gone', 'What it refers to was deleted for good.', missing.field)
  if (missing !== null) return { kind: 'deferred', waitsFor: missing.id }

  const incoming = await incomingChange(context, set, state, change)
  if (entity.name === conflictEntity.name) {
    assert(before, 'a conflict was not made by the server')
    return settled(context, set, state, change, incoming, before)
  }
  const undone = await asUndone(context, set, entity, change, before)
  return merged(context, set, state, entity, { ...change, patch: undone.patch }, { ...incoming, patch: undone.patch }, before, undone.leftAlone)
}

/**
 * R5: an edit of what was purged is told so; to delete it again is nothing. Nor has anybody anything to keep of what the server wrote itself,
 * a notice read late, say. Only a `create` makes it again.
 */
function ofPurged(entity: Entity, change: Change, record: PurgedRecord): Verdict {
  if (change.op === 'delete' || entity.authored === 'server') return { kind: 'written', record, status: 'applied', superseded: [], conflicts: [] }
  return refused('record_gone', `This ${entity.label.one} was deleted for good.`)
}

async function merged(
  context: PushContext, set: WorkingSet, state: MutationState, entity: Entity, change: Change, incoming: IncomingChange, before: StoredRecord | null, leftAlone: MergeOutcome['superseded'],
): Promise<Verdict> {
  const { sender } = context
  const at = isoOf(incoming.at)
  const numbered = { ...incoming, revision: set.nextRevision() }
  const { entity: asInForce, advisory } = await policiesFor(set, entity)
  const seen = before === null ? null : asKnown(before, knownFrom(context, change), numbered.baseRevision)
  const merge = mergeChange(asInForce, seen === null ? null : seen.record, numbered, { advisory })
  const known = change.op === 'delete' ? await knownAlong(context, set, change, numbered) : null
  const outcome = withLeftAlone(await withWorkOnIt(seen === null ? merge : { ...merge, record: seen.restore(merge.record) }, before, known), leftAlone)
  if (outcome.unfit !== null) return unfitText(entity, outcome.unfit)
  if (isTooLarge(outcome.record)) return refused('too_large', `This ${entity.label.one} would be larger than what can be kept.`)
  const broken = change.op === 'delete' ? null : checkMerged(entity, { id: change.recordId, ...outcome.record }, before, change, context)
  if (broken !== null) return broken

  const record = writeMerged(set, entity, change.recordId, before, outcome.record, { at, userId: sender.userId })
  if (outcome.superseded.length > 0) set.notes.lost(Object.fromEntries(outcome.superseded.map(({ field, lost }) => [field, shortened(lost)])))
  // A create of what is there is an update (P2): undone, it takes back what it wrote, and not the record.
  writeHistory(set, entity, record.id, change.id, { op: before !== null && change.op === 'create' ? 'update' : change.op, mutationId: change.mutationId, groupId: change.groupId, at }, withWhatWasSeen(context, change, outcome, before?.meta ?? {}), before === null, sender)

  const cause = { incoming: numbered, mutationId: change.mutationId, groupId: change.groupId }
  const wasDeleted = before !== null && before.deletedAt !== null
  if (known !== null && record.deletedAt !== null && !wasDeleted) {
    const held = await runReferenceRules(context, set, record, known, cause)
    if (held !== null) return refused('still_referenced', `There are still ${held} that need it. Move or delete them, then try again.`)
  }
  if (wasDeleted && record.deletedAt === null) {
    const deletion = before.meta['deletedAt']
    if (deletion !== undefined) await revertReferenceRules(context, set, record, deletion.changeId, cause)
  }

  const standing = record.deletedAt === null
    ? await followReferences(context, set, entity, record, { wrote: Object.keys(outcome.changed), cameBack: wasDeleted }, cause) : record

  const found = await writeConflicts(context, set, entity, record, numbered, outcome)
  for (const { field } of found) state.conflicted.add(`${entity.name}/${record.id}/${field}`)
  await writeNotices(context, set, entity, record.id, change.id, at, outcome)
  return { kind: 'written', record: standing, status: outcome.status, superseded: supersededFields(outcome), conflicts: found }
}

/**
 * M4: what somebody made for a record, or laid to it, and what cannot be without it, is work on it. A delete that did not know of that gives way, as
 * it does where it came first (decision 0012, 0043).
 */
async function withWorkOnIt(outcome: MergeOutcome, before: StoredRecord | null, known: KnownAlong | null): Promise<MergeOutcome> {
  const { deletedAt, revision } = outcome.record
  if (known === null || before === null || before.deletedAt !== null || deletedAt === null) return outcome
  const by = await known.referenceTo(before)
  if (by === null) return outcome
  return { ...outcome, status: 'merged', changed: {}, superseded: [{ field: 'deletedAt', lost: deletedAt, stands: null, by }], record: { ...before, revision } }
}

const withLeftAlone = (outcome: MergeOutcome, leftAlone: MergeOutcome['superseded']): MergeOutcome =>
  (leftAlone.length === 0 ? outcome : { ...outcome, status: outcome.status === 'conflict' ? 'conflict' : 'merged', superseded: [...outcome.superseded, ...leftAlone] })

/** Far beyond what people make; a record is read and sent whole, whatever is changed of it, and so are the marks of who wrote what. */
const mostOfRecord = { characters: 4 * 1024 * 1024, marks: 50_000 } as const

const isTooLarge = ({ data, meta }: MergeOutcome['record']): boolean =>
  JSON.stringify(data).length > mostOfRecord.characters || Object.keys(meta).length > mostOfRecord.marks

const unfitText = (entity: Entity, { field, fault }: NonNullable<MergeOutcome['unfit']>): Verdict => {
  const label = entity.fields[field]?.label ?? field
  return fault === 'unreadable' ? refused('invalid', `${label}: not an edit of what stands there.`, field)
    : refused('too_large', `${label}: more edits in one piece than are taken.`, field)
}

async function settled(
  context: PushContext, set: WorkingSet, state: MutationState, change: Change, incoming: IncomingChange, before: StoredRecord,
): Promise<Verdict> {
  const { entity, recordId, field } = before.data
  const again = state.conflicted.has(`${String(entity)}/${String(recordId)}/${String(field)}`)
  const { record, got } = await settle(context, set, change, incoming, before, state.settlements.get(change.recordId), again)
  return { kind: 'written', record, status: got ? 'applied' : 'merged', superseded: got ? [] : Object.keys(change.patch), conflicts: [] }
}

async function incomingChange(context: PushContext, set: WorkingSet, state: MutationState, change: Change): Promise<IncomingChange> {
  const { sender, serverTime } = context
  const time = effectiveTime(set.clock(), { at: parseHlc(change.at), replicaId: sender.replicaId }, serverTime)
  set.setClock(time.clock)
  return {
    id: change.id,
    op: change.op,
    patch: change.patch,
    baseRevision: await baseOf(context, state, change),
    replicaId: sender.replicaId,
    seq: change.seq,
    at: time.at,
    userId: sender.userId,
    role: sender.role,
    revision: set.revision(),
    ...(change.before === undefined ? {} : { before: change.before }),
  }
}

/** M1: a base of a dead epoch counts as the last revision it shares with this one; one that settles knows what stands. */
async function baseOf(context: PushContext, state: MutationState, change: Change): Promise<number> {
  const settling = settledFields(state.settlements, change.entity, change.recordId)
  // A delete is about all fields (M4).
  if (change.op === 'update' && settling.size > 0 && Object.keys(change.patch).every((field) => settling.has(field))) return context.startRevision
  const base = Math.min(change.baseRevision ?? 0, context.startRevision)
  const epoch = epochOf(context, change)
  return epoch === context.epoch ? base : Math.min(base, await context.lastCommonRevision(epoch) ?? 0)
}

const supersededFields = (outcome: MergeOutcome): string[] => [...new Set(outcome.superseded.map(({ field }) => field))]
