import { sameJson } from '../../merge/canonical.ts'
import { givenAt, mergeGivenBack, type GivenBack, type Parting, type TakenBack } from '../../merge/give-back.ts'
import { textsMember, withoutTexts } from '../../merge/text-field.ts'
import type { FieldMeta, IncomingChange } from '../../merge/types.ts'
import { history, notices } from '../../model/bookkeeping.ts'
import type { Entity, Role } from '../../model/entity.ts'
import type { SyncRecord } from '../../protocol/change.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { StoredRecord, WorkspaceWriter } from '../store/port.ts'
import { followConflicts } from '../push/conflicts.ts'
import { derivedId, giverOf } from '../push/derived-id.ts'
import type { PushContext } from '../push/sender.ts'
import type { WorkingSet } from '../push/working-set.ts'
import { detachFrom, followReferences, heldBy, noteWentAlong, revertReferenceRules } from '../push/references.ts'
import { writeDerived, writeMerged } from '../push/write-record.ts'

/** Who gives back, from which epoch, and where that one and this part. */
export interface Giver extends Pick<PushContext, 'model' | 'nameOf' | 'deviceOf'> {
  userId: string
  userName: string
  role: Role
  replicaId: string
  deviceName: string
  fromEpoch: string
  parting: Parting
  isMember(userId: string): Promise<boolean>
}

export type WithData = SyncRecord & { data: Record<string, Json> }

/** Whether a value stood in a record's field once, as the history tells. */
export type Words = (recordId: string, field: string, value: Json) => boolean

/**
 * Takes back one record of what people write. Whether anything came of it. What was deleted for good since, by whoever did not know what is
 * given back here, is made again (M4).
 */
export async function takeBack(set: WorkingSet, entity: Entity, giver: Giver, record: WithData, wasThere: Words): Promise<boolean> {
  const stored = await set.record(entity.name, record.id)
  const given = await givenOf(giver, record)
  const merged = (data: Data, deletedAt = given.deletedAt): TakenBack =>
    mergeGivenBack(entity, stored, { ...given, data, deletedAt }, giver.parting, set.revision() + 1, (field, value) => wasThere(record.id, field, value))
  const whole = merged(given.data)
  const fitting = stored === null || !breaksRule(entity, giver, stored, whole) ? whole
    : kept(stored.data, whole.record.data).map((stands) => merged({ ...given.data, ...stands })).find((other) => !breaksRule(entity, giver, stored, other)) ?? whole
  const holder = stored?.deletedAt === null && fitting.record.deletedAt !== null ? await heldBy(giver, set, record) : null
  const result = holder === null ? fitting : withoutDeletion(merged(given.data, null), fitting.record.deletedAt, holder.by)
  if (result.changed) {
    set.nextRevision()
    const updatedAt = stored !== null && stored.updatedAt > record.updatedAt ? stored.updatedAt : new Date(given.at.ms).toISOString()
    const by = { at: updatedAt, userId: given.userId }, written = writeMerged(set, entity, record.id, stored, result.record, by)
    await followConflicts(giver, set, entity, stored, written, by)
    await runRules(set, entity, giver, given, stored, written)
  }
  if (entity.bookkeeping !== true && (result.lost.length > 0 || result.overruled.length > 0)) await tell(set, entity, giver, record, given, result)
  return result.changed
}

/** M4: where a living record forbids it (`restrict`), the deletion gives way, and whoever deleted is told. */
const withoutDeletion = (living: TakenBack, deletedAt: string | null, by: FieldMeta | null): TakenBack =>
  ({ ...living, lost: [...living.lost, { field: 'deletedAt', lost: deletedAt, stands: null, by }] })

/**
 * M4: what a deletion takes out or along, and what comes back with a record, holds for what is given back as for every edit: it did not know of a
 * deletion of the living epoch. One that it knew of left in the trash what it names.
 */
async function runRules(set: WorkingSet, entity: Entity, giver: Giver, given: GivenBack, stored: StoredRecord | null, written: StoredRecord): Promise<void> {
  const { id, replicaId, revision: seq, at, userId, role } = given, { revision } = written
  const incoming: IncomingChange = { id, op: written.deletedAt === null ? 'update' : 'delete', patch: {}, baseRevision: revision, replicaId, seq, at, userId, role, revision }
  const cause = { incoming, mutationId: id, groupId: undefined }, context = { model: giver.model, sender: giver, nameOf: giver.nameOf }
  if (written.deletedAt !== null) {
    if (stored?.deletedAt === null) await detachFrom(context, set, written, cause)
    await noteWentAlong(context, set, entity, written)
    return
  }
  const deletion = stored === null || stored.deletedAt === null ? undefined : stored.meta['deletedAt']
  if (deletion !== undefined) await revertReferenceRules(context, set, written, deletion.changeId, cause)
  const wrote = Object.keys(entity.fields).filter((field) => !sameJson(stored?.data[field] ?? null, written.data[field] ?? null))
  const knew = ({ revision: deletedIn, replicaId: by }: FieldMeta): boolean => deletedIn <= giver.parting.common || by === replicaId
  await followReferences(context, set, entity, written, { wrote, cameBack: deletion !== undefined, knew }, cause)
}

/**
 * Takes back the texts of a record that was given back already as it was later in its epoch. A server that was put back twice has had two
 * histories under that epoch's name, and the numbers of the one say nothing of the other: words that nobody took out are in one of the two. To a
 * text that came of this one it adds nothing.
 */
export async function takeBackTexts(set: WorkingSet, entity: Entity, giver: Giver, record: WithData, wasThere: Words): Promise<boolean> {
  const stored = await set.record(entity.name, record.id), texts = record.data[textsMember]
  if (stored === null || stored.deletedAt !== null || typeof texts !== 'object' || texts === null || Array.isArray(texts)) return false
  const words = Object.fromEntries(Object.keys(texts).map((field) => [field, record.data[field] ?? null]))
  return takeBack(set, entity, giver, { ...record, deletedAt: null, data: { ...withoutTexts(stored.data), ...words, [textsMember]: texts } }, wasThere)
}

/** M5: what two took out, neither knowing of the other, may together be what a rule asks for: a contact would have no name left, say. */
function breaksRule(entity: Entity, { role, userId, model: { entities } }: Giver, stored: StoredRecord, { record }: TakenBack): boolean {
  const isBroken = (data: Data): boolean => entity.rules.some((rule) => rule.check(data, { role, userId, recordId: stored.id, entities }) !== null)
  return record.deletedAt === null && isBroken(record.data) && !isBroken(stored.data)
}

/** Each value that stands and would be emptied, by itself; then all of them. */
function kept(stands: Data, after: Data): Data[] {
  const emptied = Object.entries(stands).filter(([field, value]) => field !== textsMember && !isEmpty(value) && isEmpty(after[field]))
  return [...emptied.map(([field, value]) => ({ [field]: value })), Object.fromEntries(emptied)]
}

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

async function tell(set: WorkingSet, entity: Entity, giver: Giver, record: WithData, given: GivenBack, { lost, overruled }: Pick<ReturnType<typeof mergeGivenBack>, 'lost' | 'overruled'>): Promise<void> {
  if (await set.record(history.name, given.id) !== null) return
  const at = new Date(given.at.ms).toISOString(), by = { at, userId: given.userId }
  const notice = (forUserId: string, lostChange: string, data: { field: string; lost: Json; stands: Json | null; byUserName: string }): void => {
    writeDerived(set, notices, derivedId('notice', lostChange, record.id, data.field), { forUserId, entity: entity.name, recordId: record.id, ...data, at }, by)
  }
  writeDerived(set, history, given.id, {
    entity: entity.name, recordId: record.id, op: 'update', fields: {}, lost: Object.fromEntries(lost.map(({ field, lost: value }) => [field, value])),
    mutationId: given.id, at, userId: given.userId, userName: await giver.nameOf(given.userId), replicaId: given.replicaId, deviceName: giver.deviceName,
  }, by)
  for (const { field, lost: value, stands, by: writer } of lost) {
    notice(given.userId, given.id, { field, lost: value, stands, byUserName: writer === null ? '' : await giver.nameOf(writer.userId) })
  }
  for (const { lost: value, by: deleter } of overruled) {
    if (await set.record(notices.name, derivedId('notice', deleter.changeId, record.id, 'deletedAt')) !== null) continue
    notice(deleter.userId, deleter.changeId, { field: 'deletedAt', lost: value, stands: null, byUserName: await giver.nameOf(given.userId) })
  }
}

/** What is given back counts as written by whoever wrote it last, as far as the device knows. */
async function givenOf(giver: Giver, record: WithData): Promise<GivenBack> {
  const replicaId = giverOf(giver.fromEpoch)
  const userId = record.updatedBy !== '' && await giver.isMember(record.updatedBy) ? record.updatedBy : giver.userId
  return {
    data: record.data as Data, deletedAt: record.deletedAt, revision: record.revision, at: givenAt(record.updatedAt, replicaId),
    replicaId, userId, role: giver.role, id: derivedId('give-back', giver.fromEpoch, record.entity, record.id, String(record.revision)),
  }
}

/**
 * The values that the history of these records tells of: a value that gave way in the open is not lost again when it is given back. Read only
 * where one of them would stand aside at all, and then once for all.
 */
export async function wordsOf(writer: WorkspaceWriter, set: WorkingSet, giver: Giver, offered: readonly { entity: Entity; given: WithData }[]): Promise<Words> {
  const contested: string[] = []
  for (const { entity, given: record } of offered) {
    if (entity.authored === 'server') continue
    const stored = await set.record(record.entity, record.id)
    if (stored === null) continue
    const { lost } = mergeGivenBack(entity, stored, await givenOf(giver, record), giver.parting, set.revision() + 1, () => false)
    if (lost.length > 0) contested.push(record.id)
  }
  const entries = contested.length === 0 ? [] : await writer.recordsWith(history.name, 'recordId', contested)
  const told = new Map<string, StoredRecord[]>()
  for (const entry of entries) {
    const recordId = String(entry.data['recordId'])
    told.set(recordId, [...told.get(recordId) ?? [], entry])
  }
  return (recordId, field, value) => (told.get(recordId) ?? []).some(({ data }) => {
    const moved = memberOf(data['fields'], field)
    return [memberOf(moved, 'from'), memberOf(moved, 'to'), memberOf(data['lost'], field)].some((one) => one !== undefined && sameJson(one, value))
  })
}

const memberOf = (value: Json | undefined, name: string): Json | undefined =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined)
