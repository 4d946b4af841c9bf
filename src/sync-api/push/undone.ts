import { history } from '../../model/bookkeeping.ts'
import { isTextField, type Entity } from '../../model/entity.ts'
import { sameJson } from '../../merge/canonical.ts'
import { metaOf } from '../../merge/field-meta.ts'
import { inverseOf, type Done } from '../../merge/inverse.ts'
import type { MergeOutcome } from '../../merge/types.ts'
import type { Change } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import { policiesFor } from './policies.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'

/** What an undo writes as things stand here, and the fields that it leaves to whoever wrote them since, of which its author is told (M2). */
export interface Undone { patch: Change['patch']; leftAlone: MergeOutcome['superseded'] }

/**
 * U1, judged where all that was written meanwhile is known: an undo reverts a field only where what it takes back is what stands, and to what that found
 * here, which its device may not have known. So what gave way to another's edit is no reason to write over that edit now. A text takes back its
 * author's own words, wherever they are; where a person is to decide (M3) they still are.
 */
export async function asUndone(context: PushContext, set: WorkingSet, entity: Entity, change: Change, before: StoredRecord | null): Promise<Undone> {
  const asSent: Undone = { patch: change.patch, leftAlone: [] }
  if (change.undoes === undefined || change.op !== 'update' || before === null || before.deletedAt !== null || entity.mergeUnit === 'record') return asSent
  const undone = await doneBy(set, change)
  if (undone === null) return asSent

  const { entity: asInForce, advisory } = await policiesFor(set, entity)
  const inverse = inverseOf(entity, undone, before)?.patch ?? {}
  const asked = new Set((await set.openConflicts(entity.name, before.id)).map(({ field }) => field))
  const result: Undone = { patch: {}, leftAlone: [] }
  for (const [field, value] of Object.entries(change.patch)) {
    const moved = undone.fields[field], stands = before.data[field] ?? null, by = metaOf(before.meta, field) ?? null
    if (!Object.hasOwn(entity.fields, field) || isTextField(entity, field) || (moved === undefined && asked.has(field))) result.patch[field] = value
    else if (moved === undefined) continue
    else if (inverse[field] !== undefined) result.patch[field] = inverse[field]
    else if (entity.fields[field]!.policy !== 'union' && !sameJson(stands, value) && !sameJson(stands, moved.from) && by?.replicaId !== context.sender.replicaId) {
      if (advisory || asInForce.fields[field]!.policy === 'manual') result.patch[field] = value
      else result.leftAlone.push({ field, lost: value, stands, by })
    }
  }
  return result
}

/** What the change did to the record, as the history tells; null where it does not. */
async function doneBy(set: WorkingSet, { undoes, entity, recordId }: Change): Promise<Done | null> {
  const entry = await set.record(history.name, undoes!)
  if (entry === null || entry.data['entity'] !== entity || entry.data['recordId'] !== recordId) return null
  const fields = (entry.data['fields'] ?? {}) as Record<string, { from: Json; to: Json }>, lost = (entry.data['lost'] ?? {}) as Record<string, Json>
  // A create's entry does not repeat what it wrote.
  return entry.data['op'] === 'create' && Object.keys(fields).length === 0 ? null : { op: 'update', fields, lost }
}
