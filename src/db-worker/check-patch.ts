import { sameJson } from '../merge/canonical.ts'
import { applySetPatch, diffLists, elementsIn, isElementList, isSetPatch, newElementIds } from '../merge/list-patch.ts'
import type { Entity, Field } from '../model/entity.ts'
import { listProblem } from '../model/list-problem.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Data, Json } from '../shared/json.ts'

/** The patch as it is journaled: only what differs from `current`, lists as changes by element; with what the person saw there. */
export interface CheckedPatch { patch: Record<string, Json>; before: Record<string, Json> }

/**
 * Checks what a caller wants to write against the fields' schemas and reduces it to what changes.
 * @param current what the person sees of the record; null for one that is being made
 * @throws SatchelError `invalid` or `forbidden`, naming the field
 */
export function checkPatch(entity: Entity, wanted: Record<string, Json | undefined>, current: Data | null, makeElementId: () => string): CheckedPatch {
  const patch: Record<string, Json> = {}, before: Record<string, Json> = {}
  for (const [name, given] of Object.entries(wanted)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
    if (field === undefined) throw new SatchelError('invalid', `A ${entity.label.one} has no field "${name}".`, { field: name })
    if (field.serverOnly === true) throw new SatchelError('forbidden', `"${field.label}" is not yours to change.`, { field: name })
    const was = current?.[name] ?? null
    const value = field.policy === 'union'
      ? changedList(field, name, given ?? null, was, current === null, makeElementId)
      : changedValue(field, name, given === '' || given === undefined ? null : given, was)
    if (value === undefined) continue
    patch[name] = value
    before[name] = was
  }
  return { patch, before }
}

function changedValue(field: Field, name: string, value: Json, was: Json): Json | undefined {
  if (value !== null) validate(field, name, value)
  return sameJson(value, was) ? undefined : value
}

function changedList(field: Field, name: string, wanted: Json, was: Json, creating: boolean, makeElementId: () => string): Json | undefined {
  const given = withIds(wanted, makeElementId)
  if (given !== null && !Array.isArray(given) && !isSetPatch(given)) throw notValid(field, name)
  const before = elementsIn(was)
  const after = isSetPatch(given) ? applySetPatch(was, given) : newElementIds(given, makeElementId)
  const problem = listProblem(field, after, before)
  if (problem !== null) throw notValid(field, name, problem)
  if (!isElementList(after)) throw notValid(field, name)
  if (creating) return after.length === 0 ? undefined : after
  return (diffLists(before, elementsIn(after)) ?? undefined) as Json | undefined
}

/** Who adds an element need not think of an id for it. */
function withIds(given: Json, makeElementId: () => string): Json {
  const set = isObject(given) ? given['$set'] : undefined
  if (!isObject(set) || !Array.isArray(set['add'])) return given
  return { ...given as Record<string, Json>, $set: { ...set, add: newElementIds(set['add'], makeElementId) } }
}

const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

function validate(field: Field, name: string, value: Json): void {
  const parsed = field.schema.safeParse(value)
  if (!parsed.success) throw notValid(field, name, parsed.error.issues[0]?.message)
}

const notValid = (field: Field, name: string, reason?: string): SatchelError =>
  new SatchelError('invalid', reason === undefined ? `“${field.label}” cannot hold this.` : `${field.label}: ${reason}.`, { field: name })
