import type { Element } from '../model/entity.ts'
import { elementId } from '../model/entity.ts'
import type { Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'
import { compareHlc } from './clock.ts'
import { decide } from './decide.ts'
import { isAnothers, isOwnLater, metaOf, metasWithin, ownMeta, pathOf, writeMeta, writtenAlike, writtenBy } from './field-meta.ts'
import { applySetPatch, diffLists, elementsIn, findElement, isSetPatch, setPatch } from './list-patch.ts'
import type { FieldMeta, IncomingChange, MergeOutcome, MergeRecord, SetPatch } from './types.ts'

/**
 * `union`: a list merges element by element. An add or an update beats a concurrent remove, whole, in either order; members of one
 * element merge by `newest`. Writes into `record`, which must be the caller's own copy.
 */
export function mergeList(
  record: MergeRecord, field: string, value: SetPatch | Element[] | null, change: IncomingChange, base: number,
): Pick<MergeOutcome, 'superseded' | 'overruled'> {
  const list = elementsIn(record.data[field])
  const merge: ListMerge = { record, field, list, change, base, lost: { add: [], remove: [], update: {} }, lostTo: [], won: new Map() }
  const patch = isSetPatch(value) ? value.$set : wholeListAsPatch(merge, elementsIn(value))

  for (const id of patch.remove ?? []) removeElement(merge, id)
  for (const element of elementsIn(patch.add)) addElement(merge, element)
  for (const [id, members] of Object.entries(patch.update ?? {})) updateElement(merge, id, members)

  if (list.length > 0 || Array.isArray(record.data[field]) || Array.isArray(value)) record.data[field] = list
  return { superseded: supersededOf(merge), overruled: overruledOf(merge) }
}

interface ListMerge {
  record: MergeRecord
  field: string
  /** The list as it becomes. */
  list: Element[]
  change: IncomingChange
  base: number
  /** What the change wanted and did not get, and to whom it lost it. */
  lost: Required<SetPatch['$set']>
  lostTo: FieldMeta[]
  /** By the change that is overruled: what would make the list what that change wanted. */
  won: Map<string, { meta: FieldMeta; patch: Required<SetPatch['$set']> }>
}

/** A list given whole says nothing of elements and members that its author could not know: they are not in it, and yet not removed. */
function wholeListAsPatch(merge: ListMerge, wanted: Element[]): SetPatch['$set'] {
  const { record: { meta }, field, change, base } = merge
  const unknown = (...path: string[]): boolean => {
    const written = metaOf(meta, field, ...path)
    return written !== undefined && isAnothers(written, change, base)
  }
  const { add = [], remove = [], update = {} } = diffLists(merge.list, wanted)?.$set ?? {}
  const known = Object.entries(update).map(([id, members]) =>
    [id, Object.fromEntries(Object.entries(members).filter(([name, value]) => value !== null || !unknown(id, name)))] as const)
  return { add, remove: remove.filter((id) => !unknown(id)), update: Object.fromEntries(known) }
}

function removeElement(merge: ListMerge, id: string): void {
  const { record, field, list, change, base } = merge
  const element = findElement(list, id)
  if (element === undefined) return
  const writers = metasWithin(record.meta, field, id)
  const unknown = writers.filter((meta) => isAnothers(meta, change, base) || isOwnLater(meta, change))
  if (unknown.length > 0) {
    merge.lost.remove.push(id)
    merge.lostTo.push(latest(unknown))
    return
  }
  list.splice(list.indexOf(element), 1)
  record.removed[pathOf(field, id)] = element
  writeMeta(record.meta, [field, id], writtenBy(change, writers.length > 0 ? latest(writers) : undefined))
}

function addElement(merge: ListMerge, element: Element): void {
  const { record, field, list, change } = merge
  const id = elementId(element)
  const stands = findElement(list, id)
  if (stands === undefined) {
    bringIn(merge, element, { add: [element], remove: [], update: {} })
  } else if (typeof stands === 'string' || typeof element === 'string') {
    // Added by both: a remove that knew of only one of the adds must not win over the other.
    writeMeta(record.meta, [field, id], writtenAlike(change, metaOf(record.meta, field, id)))
  } else {
    mergeMembers(merge, stands, element)
  }
}

function updateElement(merge: ListMerge, id: string, members: Record<string, Json>): void {
  const stands = findElement(merge.list, id)
  if (stands !== undefined) {
    if (typeof stands !== 'string') mergeMembers(merge, stands, members)
    return
  }
  const removed = merge.record.removed[pathOf(merge.field, id)]
  const [whole] = applySetPatch(removed === undefined ? [] : [removed], { $set: { update: { [id]: members } } })
  if (whole !== undefined) bringIn(merge, whole, { add: [], remove: [], update: { [id]: members } })
}

/** Puts an element into the list that is not in it, perhaps because another removed it (`wish`: what the change asked for). */
function bringIn(merge: ListMerge, element: Element, wish: Required<SetPatch['$set']>): void {
  const { record, field, list, change, base } = merge
  const id = elementId(element)
  const removal = ownMeta(record.meta, field, id)
  if (removal && isOwnLater(removal, change)) {
    merge.lost.add.push(...wish.add)
    if (wish.update[id]) merge.lost.add.push(element)
    merge.lostTo.push(removal)
    return
  }
  list.push(element)
  delete record.removed[pathOf(field, id)]
  writeMeta(record.meta, [field, id], writtenBy(change, removal))
  if (removal && isAnothers(removal, change, base)) wonOver(merge, removal).remove.push(id)
}

function mergeMembers(merge: ListMerge, stands: Exclude<Element, string>, members: Record<string, Json>): void {
  const { record: { meta }, field, list, change, base } = merge
  const { id } = stands
  const element: Exclude<Element, string> = { ...stands }
  for (const [name, value] of Object.entries(members)) {
    if (name === 'id') continue
    const old = stands[name] ?? null
    // A member without a value and an entry was never written by anybody.
    const stored = old === null ? ownMeta(meta, field, id, name) : metaOf(meta, field, id, name)
    if (sameJson(old, value)) {
      writeMeta(meta, [field, id, name], writtenAlike(change, stored))
      continue
    }
    const verdict = decide('union', stored, change, base)
    if (verdict === 'yield') {
      (merge.lost.update[id] ??= {})[name] = value
      merge.lostTo.push(stored!)
      continue
    }
    if (verdict === 'overrule') (wonOver(merge, stored!).update[id] ??= {})[name] = old
    if (value === null) delete element[name]
    else element[name] = value
    writeMeta(meta, [field, id, name], writtenBy(change, verdict === 'write' ? stored : undefined))
  }
  list[list.indexOf(stands)] = element
}

function wonOver(merge: ListMerge, meta: FieldMeta): Required<SetPatch['$set']> {
  const known = merge.won.get(meta.changeId) ?? { meta, patch: { add: [], remove: [], update: {} } }
  merge.won.set(meta.changeId, known)
  return known.patch
}

function supersededOf({ list, field, lost, lostTo }: ListMerge): MergeOutcome['superseded'] {
  const patch = setPatch(lost)
  return patch ? [{ field, lost: applySetPatch(list, patch), stands: [...list], by: latest(lostTo) }] : []
}

function overruledOf({ list, field, won }: ListMerge): MergeOutcome['overruled'] {
  return [...won.values()].map(({ meta, patch }) => ({ field, lost: applySetPatch(list, { $set: patch }), stands: [...list], lostMeta: meta }))
}

const latest = (metas: FieldMeta[]): FieldMeta => metas.reduce((a, b) => (compareHlc(a.at, b.at) < 0 ? b : a))
