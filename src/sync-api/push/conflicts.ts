import { conflicts } from '../../model/bookkeeping.ts'
import type { Entity } from '../../model/entity.ts'
import type { FieldMeta, IncomingChange, MergeOutcome } from '../../merge/types.ts'
import { sameJson } from '../../merge/canonical.ts'
import { isoOf } from '../../merge/clock.ts'
import { metaOf } from '../../merge/field-meta.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import { derivedId } from './derived-id.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeDerived, writeOver } from './write-record.ts'

/**
 * M3: makes a conflict record for each field a person has to decide, or joins the one that is open; and lets the open conflicts of the
 * record follow what stands now. Whichever of two edits stands (M7), it is the record's `theirs`; what lost is among its `mine`.
 * @returns the fields in conflict, with the record that tells of it
 */
export async function writeConflicts(
  context: PushContext, set: WorkingSet, entity: Entity, record: StoredRecord, incoming: IncomingChange, outcome: MergeOutcome,
): Promise<{ field: string; id: string }[]> {
  const by = { at: isoOf(incoming.at), userId: context.sender.userId }
  const open = await set.openConflicts(entity.name, record.id)

  for (const { field, conflictId } of open) {
    if (outcome.changed[field] === undefined) continue
    const before = await set.record(conflicts.name, conflictId)
    if (before === null) continue
    const theirs = ownSide(context, incoming, outcome.changed[field].to)
    writeOver(set, conflicts, conflictId, before, { ...before.data, theirs }, by)
  }

  const answered: { field: string; id: string }[] = []
  for (const found of outcome.conflicts) {
    const own = ownSide(context, incoming, found.mine), other = await standingSide(context, found.theirs, found.theirsMeta)
    const [theirs, lost] = found.stands === 'theirs' ? [other, own] : [own, other]
    const known = open.find(({ field }) => field === found.field)
    const before = known === undefined ? null : await set.record(conflicts.name, known.conflictId)
    if (known !== undefined && before !== null) {
      const mine = joined(found.stands === 'mine' ? without(before.data['mine'], own) : before.data['mine'], lost)
      writeOver(set, conflicts, known.conflictId, before, { ...before.data, mine }, by)
      answered.push({ field: found.field, id: known.conflictId })
      continue
    }
    const id = derivedId('conflict', incoming.id, found.field)
    const data: Data = { entity: entity.name, recordId: record.id, field: found.field, base: found.base, theirs, mine: [lost], status: 'open', openedAt: by.at }
    writeDerived(set, conflicts, id, data, by)
    set.setConflict({ entity: entity.name, recordId: record.id, field: found.field, conflictId: id }, true)
    answered.push({ field: found.field, id })
  }
  return answered
}

/** The same where no edit wrote the record: its open conflicts follow what stands in it now, also those that were there before it (`before` is null). */
export async function followConflicts(
  context: Pick<PushContext, 'nameOf' | 'deviceOf'>, set: WorkingSet, entity: Entity, before: StoredRecord | null, record: StoredRecord, by: { at: string; userId: string },
): Promise<void> {
  for (const { field, conflictId } of await set.openConflicts(entity.name, record.id)) {
    const stands = record.data[field] ?? null
    if (before !== null && sameJson(before.data[field] ?? null, stands)) continue
    const conflict = await set.record(conflicts.name, conflictId)
    if (conflict === null || (before === null && sameJson((conflict.data['theirs'] as Side | null)?.value ?? null, stands))) continue
    const theirs = await standingSide(context, stands, metaOf(record.meta, field) ?? null)
    writeOver(set, conflicts, conflictId, conflict, { ...conflict.data, theirs }, by)
  }
}

/** The side of whoever wrote what stands. */
export async function standingSide(context: Pick<PushContext, 'nameOf' | 'deviceOf'>, value: Json, meta: FieldMeta | null): Promise<Side> {
  return meta === null ? { value } : {
    value,
    userId: meta.userId,
    userName: await context.nameOf(meta.userId),
    deviceName: await context.deviceOf(meta.replicaId, meta.changeId),
    replicaId: meta.replicaId,
    at: isoOf(meta.at),
    changeId: meta.changeId,
  }
}

/** A later edit of the same replica takes its earlier one's place (M3). */
const joined = (list: Json | undefined, lost: Side): Json => [...without(list, lost), lost]

const without = (list: Json | undefined, { replicaId }: Side): Json[] =>
  (Array.isArray(list) ? list : []).filter((side) => replicaId === undefined || (side as Partial<Side> | null)?.replicaId !== replicaId)

/** Who wrote a value, and when; the value alone where nobody knows. */
type Side = { value: Json } & ({ [Name in SideFact]: string } | { [Name in SideFact]?: never })
type SideFact = 'userId' | 'userName' | 'deviceName' | 'replicaId' | 'at' | 'changeId'

const ownSide = ({ sender }: PushContext, incoming: IncomingChange, value: Json): Side => ({
  value,
  userId: sender.userId,
  userName: sender.userName,
  deviceName: sender.deviceName,
  replicaId: sender.replicaId,
  at: isoOf(incoming.at),
  changeId: incoming.id,
})
