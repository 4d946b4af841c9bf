import type { Element, Entity } from '../model/entity.ts'
import { elementId, isTextField } from '../model/entity.ts'
import type { Data, Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'
import { diffLists, elementsIn, findElement, memberOf, notedOf, setPatch } from './list-patch.ts'
import { carryOver } from './text-document.ts'
import { wordsOf } from './text-field.ts'

/** What was done to a record: the act, and the fields' values before and after it. */
export interface Done {
  op: 'create' | 'update' | 'delete' | 'restore'
  fields: Record<string, { from: Json; to: Json }>
  /** What it wanted and did not get. */
  lost?: Record<string, Json>
}

export interface Inverse {
  op: 'update' | 'delete' | 'restore'
  patch: Record<string, Json>
  /** Fields that were changed since and are therefore not touched. With an `update` of an empty patch there is nothing to write. */
  leftAlone: string[]
}

/**
 * U1: the change that takes an act back, as far as what it wrote is still there. Lists are taken back by element and member, texts by
 * word. The inverse of a create is a delete (upon the create's revision: the caller's business), or what the entity has instead of one. Null where there
 * is nothing to do and nothing to tell.
 */
export function inverseOf(entity: Entity, entry: Done, current: { data: Data; deletedAt: string | null }): Inverse | null {
  const deleted = current.deletedAt !== null
  if (entry.op === 'delete') return deleted && !isAnothersDelete(entry, current.deletedAt!) ? { op: 'restore', patch: {}, leftAlone: [] } : null
  const instead = isFirstWrite(entry) ? entity.insteadOfDelete : undefined
  if (instead === undefined && (entry.op === 'restore' || isFirstWrite(entry))) return deleted ? null : { op: 'delete', patch: {}, leftAlone: [] }

  const patch: Record<string, Json> = {}, leftAlone: string[] = []
  for (const [field, { from, to }] of Object.entries(entry.fields)) {
    if (field === 'deletedAt' || (instead !== undefined && !Object.hasOwn(instead, field))) continue
    // From before a change of shape: it has no place in the record any more.
    if (!Object.hasOwn(entity.fields, field)) { leftAlone.push(field); continue }
    // Writing into the trash would take the record out of it, which nobody asked for.
    const back = deleted ? changedSince : revert(entity, field, { from: instead?.[field] ?? from, to, now: current.data[field] ?? null })
    if (back.value !== undefined) patch[field] = back.value
    if (back.leftAlone) leftAlone.push(field)
  }
  return Object.keys(patch).length + leftAlone.length > 0 ? { op: 'update', patch, leftAlone } : null
}

interface Reverted { value?: Json; leftAlone: boolean }
const changedSince: Reverted = { leftAlone: true }

/** Brought back and deleted once more since, or never deleted by this at all: what stands is another delete. Until it is answered, nobody says when it was. */
const isAnothersDelete = ({ fields, lost }: Done, deletedAt: string): boolean =>
  lost?.['deletedAt'] !== undefined || (fields['deletedAt'] !== undefined && fields['deletedAt'].to !== deletedAt)

/** A create over a record that was there already is an update (P2), and says so by the values it found. */
function isFirstWrite(entry: Done): boolean {
  return entry.op === 'create' && Object.values(entry.fields).every(({ from }) => from === null)
}

function revert(entity: Entity, field: string, value: { from: Json; to: Json; now: Json }): Reverted {
  if (entity.fields[field]?.policy === 'union') return revertList(elementsIn(value.from), elementsIn(value.to), elementsIn(value.now))
  if (sameJson(value.now, value.from)) return { leftAlone: false }
  if (isTextField(entity, field)) return revertText(wordsOf(value.from), wordsOf(value.to), wordsOf(value.now))
  return sameJson(value.now, value.to) ? { value: value.from, leftAlone: false } : changedSince
}

/** One's own words go, and those one took out come back; what others wrote since stays. */
function revertText(from: string, to: string, now: string): Reverted {
  const back = carryOver(now, to, from)
  return back === now ? changedSince : { value: back === '' ? null : back, leftAlone: false }
}

function revertList(from: Element[], to: Element[], now: Element[]): Reverted {
  const done = diffLists(from, to)?.$set ?? {}
  const back = { add: [] as Element[], remove: [] as string[], update: {} as Record<string, Record<string, Json>> }
  let leftAlone = false
  for (const added of done.add ?? []) {
    const stands = findElement(now, elementId(added))
    if (stands === undefined) continue
    if (sameJson(stands, added)) back.remove.push(elementId(added))
    else leftAlone = true
  }
  for (const id of done.remove ?? []) {
    const stands = findElement(now, id), was = findElement(from, id)!
    if (stands === undefined) back.add.push(was)
    else if (!sameJson(stands, was)) leftAlone = true
  }
  for (const [id, members] of Object.entries(done.update ?? {})) {
    const stands = findElement(now, id), was = findElement(from, id)
    for (const [name, written] of Object.entries(members)) {
      const value = memberOf(stands, name), old = memberOf(was, name)
      if (stands !== undefined && sameJson(value, old)) continue
      if (stands !== undefined && sameJson(value, written)) notedOf(back.update, id)[name] = old
      else leftAlone = true
    }
  }
  const patch = setPatch(back)
  return { ...(patch ? { value: patch as unknown as Json } : {}), leftAlone }
}
