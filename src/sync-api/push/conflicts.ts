import { conflicts } from '../../model/bookkeeping.ts'
import type { Entity } from '../../model/entity.ts'
import type { ConflictFound, FieldMeta, IncomingChange, MergeOutcome } from '../../merge/types.ts'
import { isoOf } from '../../merge/clock.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import { derivedId } from './derived-id.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeDerived, writeOver } from './write-record.ts'

/**
 * M3: makes a conflict record for each field a person has to decide, or joins the one that is open; then lets the open conflicts of the
 * record follow what stands now.
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
    const mine = ownSide(context, incoming, found.mine)
    const known = open.find(({ field }) => field === found.field)
    const before = known === undefined ? null : await set.record(conflicts.name, known.conflictId)
    if (known !== undefined && before !== null) {
      writeOver(set, conflicts, known.conflictId, before, { ...before.data, mine: joined(before.data['mine'], mine) }, by)
      answered.push({ field: found.field, id: known.conflictId })
      continue
    }
    const id = derivedId('conflict', incoming.id, found.field)
    writeDerived(set, conflicts, id, await opened(context, entity, record.id, found, mine, by.at), by)
    set.setConflict({ entity: entity.name, recordId: record.id, field: found.field, conflictId: id }, true)
    answered.push({ field: found.field, id })
  }
  return answered
}

async function opened(context: PushContext, entity: Entity, recordId: string, found: ConflictFound, mine: Json, openedAt: string): Promise<Data> {
  const theirs = await standingSide(context, found.theirs, found.theirsMeta)
  return { entity: entity.name, recordId, field: found.field, base: found.base, theirs, mine: [mine], status: 'open', openedAt }
}

/** The side of whoever wrote what stands. */
export async function standingSide(context: Pick<PushContext, 'nameOf' | 'deviceOf'>, value: Json, meta: FieldMeta | null): Promise<Json> {
  return meta === null ? { value } : {
    value,
    userId: meta.userId,
    userName: await context.nameOf(meta.userId),
    deviceName: await context.deviceOf(meta.replicaId),
    replicaId: meta.replicaId,
    at: isoOf(meta.at),
    changeId: meta.changeId,
  }
}

/** A later edit of the same replica takes its earlier one's place (M3). */
function joined(list: Json | undefined, mine: Side): Json {
  const others = (Array.isArray(list) ? list : []).filter((side) => (side as Partial<Side> | null)?.replicaId !== mine.replicaId)
  return [...others, mine]
}

type Side = { value: Json; userId: string; userName: string; deviceName: string; replicaId: string; at: string; changeId: string }

const ownSide = ({ sender }: PushContext, incoming: IncomingChange, value: Json): Side => ({
  value,
  userId: sender.userId,
  userName: sender.userName,
  deviceName: sender.deviceName,
  replicaId: sender.replicaId,
  at: isoOf(incoming.at),
  changeId: incoming.id,
})
