import { isSetPatch } from '../merge/list-patch.ts'
import { elementId } from '../model/entity.ts'
import type { Element } from '../model/entity.ts'
import type { Change, Op } from '../protocol/change.ts'
import type { Json } from '../shared/json.ts'

/** What of a change decides its base. */
export interface Touching { op: Op; patch: Record<string, Json> }

/** A revision, and the epoch that counts it where its name is known. */
export interface Base { revision: number; epoch: string | undefined }

/**
 * M1: the revision shown when editing began, lowered to the lowest base among the replica's unsettled changes of the record that share a
 * field with it (for lists: an element; a delete shares every field). Revisions of two epochs cannot be compared: one that was made
 * before this epoch began knows less than anything shown since.
 * @param unsettled by `seq`, so that the first of another epoch is of the oldest
 */
export function baseOfChange(shown: Base, change: Touching, unsettled: readonly Change[]): Base {
  let base = shown, dead = false
  for (const other of unsettled) {
    if (!sharesField(change, other)) continue
    const { baseRevision, baseEpoch: epoch = base.epoch } = other, revision = baseRevision ?? 0
    if (revision === 0 || epoch === base.epoch || base.epoch === undefined) base = { revision: Math.min(base.revision, revision), epoch: base.epoch }
    else if (!dead) { base = { revision, epoch }; dead = true }
  }
  return base
}

function sharesField(a: Touching, b: Touching): boolean {
  if (a.op === 'delete' || b.op === 'delete' || a.op === 'restore' || b.op === 'restore') return true
  return Object.entries(a.patch).some(([field, value]) => field in b.patch && shareElement(value, b.patch[field]!))
}

function shareElement(a: Json, b: Json): boolean {
  const one = touchedElements(a), other = touchedElements(b)
  return one === 'all' || other === 'all' || one.some((id) => other.includes(id))
}

function touchedElements(value: Json): string[] | 'all' {
  if (!isSetPatch(value)) return 'all'
  const { add = [], remove = [], update = {} } = value.$set
  return [...(add as Element[]).map(elementId), ...remove, ...Object.keys(update)]
}
