import type { Element } from '../model/entity.ts'
import { elementId } from '../model/entity.ts'
import type { Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'
import { decide } from './decide.ts'
import {
  forgetElement, forgetRemoval, isAnothers, isOwnLater, latestOf, metaOf, noteEdit, noteRemoval, pathOf, removalOf, unknownEdit, writeAlike, writeMeta,
  writersOf, writtenBy,
} from './field-meta.ts'
import { applySetPatch, diffLists, elementsIn, findElement, isSetPatch, memberOf, notedOf, setPatch } from './list-patch.ts'
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

  forgetOldRemovals(record)
  if (list.length > 0 || Array.isArray(record.data[field]) || Array.isArray(value)) record.data[field] = list
  return { superseded: supersededOf(merge), overruled: overruledOf(merge) }
}

/** More would make a record grow for as long as its lists change. */
const mostRemoved = 1_000

/** Who edits one of the elements that were removed the longest ago brings it back as they saw it, and its remover is not told. */
function forgetOldRemovals({ removed, meta }: MergeRecord): void {
  const keys = Object.keys(removed)
  if (keys.length <= mostRemoved) return
  const revisionOf = (key: string): number => meta[`-${key}`]?.revision ?? 0
  for (const key of keys.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, keys.length - mostRemoved)) {
    delete removed[key]
    forgetElement(meta, key)
  }
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
  /** The list as its author saw it, by id; looked at where it is asked for. */
  seen?: Map<string, Element>
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
  const edit = unknownEdit(record.meta, change, base, field, id)
  if (edit) {
    merge.lost.remove.push(id)
    merge.lostTo.push(edit)
    return
  }
  list.splice(list.indexOf(element), 1)
  record.removed[pathOf(field, id)] = element
  noteRemoval(record.meta, change, field, id)
}

function addElement(merge: ListMerge, element: Element): void {
  const { record, field, list, change } = merge
  const id = elementId(element)
  const stands = findElement(list, id)
  if (stands === undefined) {
    const wasThere = pathOf(field, id) in record.removed
    if (!bringIn(merge, element)) return
    if (wasThere) noteEdit(record.meta, change, field, id)
    writeMeta(record.meta, [field, id], writtenBy(change))
  } else if (typeof stands === 'string' || typeof element === 'string') {
    noteEdit(record.meta, change, field, id)
  } else {
    mergeMembers(merge, stands, element)
  }
}

function updateElement(merge: ListMerge, id: string, members: Record<string, Json>): void {
  const { record, field, list } = merge
  const stands = findElement(list, id)
  const removed = record.removed[pathOf(field, id)]
  // Never heard of here (its add was discarded, or lies in a dead epoch): the person had it whole before them.
  const element = stands ?? (removed as Element | undefined) ?? structuredClone(seenBefore(merge, id)) ?? { id }
  if (typeof element === 'string') return
  if (stands === undefined && !bringIn(merge, element, { ...element, ...members, id })) return
  mergeMembers(merge, element, members)
}

function seenBefore(merge: ListMerge, id: string): Element | undefined {
  merge.seen ??= new Map(elementsIn(merge.change.before?.[merge.field]).map((element) => [elementId(element), element]))
  return merge.seen.get(id)
}

/**
 * Puts an element into the list that is not in it, and tells whoever removed it without knowing.
 * @returns false where its own replica removed it later (`lost`: what was wanted)
 */
function bringIn(merge: ListMerge, element: Element, lost: Element = element): boolean {
  const { record, field, list, change, base } = merge
  const id = elementId(element)
  const removal = removalOf(record.meta, field, id)
  if (removal && isOwnLater(removal, change)) {
    merge.lost.add.push(lost)
    merge.lostTo.push(removal)
    return false
  }
  list.push(element)
  delete record.removed[pathOf(field, id)]
  forgetRemoval(record.meta, field, id)
  if (removal && isAnothers(removal, change, base)) wonOver(merge, removal).remove.push(id)
  return true
}

function mergeMembers(merge: ListMerge, stands: Exclude<Element, string>, members: Record<string, Json>): void {
  const { record: { meta }, field, list, change, base } = merge
  const { id } = stands
  noteEdit(meta, change, field, id)
  const element: Exclude<Element, string> = { ...stands }
  for (const [name, value] of Object.entries(members)) {
    if (name === 'id') continue
    const old = memberOf(stands, name)
    const writers = writersOf(meta, old, field, id, name)
    if (sameJson(old, value)) {
      writeAlike(meta, [field, id, name], change, base, writers)
      continue
    }
    const { verdict, against } = decide('union', writers, change, base)
    if (verdict === 'yield') {
      notedOf(merge.lost.update, id)[name] = value
      merge.lostTo.push(...against)
      continue
    }
    for (const loser of against) notedOf(wonOver(merge, loser).update, id)[name] = old
    if (value === null) delete element[name]
    else element[name] = value
    writeMeta(meta, [field, id, name], writtenBy(change, verdict === 'write' ? latestOf(writers) : undefined))
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
  return patch ? [{ field, lost: applySetPatch(list, patch), stands: [...list], by: latestOf(lostTo)! }] : []
}

function overruledOf({ list, field, won }: ListMerge): MergeOutcome['overruled'] {
  return [...won.values()].map(({ meta, patch }) => ({ field, lost: applySetPatch(list, { $set: patch }), stands: [...list], lostMeta: meta }))
}
