import { sameJson } from '../merge/canonical.ts'
import { applySetPatch, diffLists, elementsIn, isElementList, isSetPatch, newElementIds } from '../merge/list-patch.ts'
import { editText, isWhole, receiveUpdate, sameForAll, startOf, textOf, writeState } from '../merge/text-document.ts'
import type { TextState } from '../merge/text-document.ts'
import { arrive, documentIn, fitting, isTextEdit, isTextPatch, sameBytes } from '../merge/text-field.ts'
import { wellFormed } from '../merge/text-edits.ts'
import { fixedProblem, isTextField } from '../model/entity.ts'
import type { Entity, Field } from '../model/entity.ts'
import { listProblem } from '../model/list-problem.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Data, Json } from '../shared/json.ts'

/** The patch as it is journaled: only what differs from `current`, lists as changes by element, texts as documents; with what the person saw there. */
export interface CheckedPatch { patch: Record<string, Json>; before: Record<string, Json> }

/** How an edit comes about. */
export interface EditTerms {
  /** What the person saw when they wrote it, where that is not `current`: a failed change that goes once more. */
  seen?: Data
  /** A text that is given follows from what others have as well: whoever puts it in the place of the same one makes the same edit. */
  alike?: boolean
}

/**
 * Checks what a caller wants to write against the fields' schemas and reduces it to what changes.
 * @param current what the person sees of the record; null for one that is being made
 * @param seed the change's id, by which an edit of a text is named
 * @throws SatchelError `invalid` or `forbidden`, naming the field
 */
export function checkPatch(entity: Entity, wanted: Record<string, Json | undefined>, current: Data | null, makeElementId: () => string, seed: string, terms: EditTerms = {}): CheckedPatch {
  const { seen } = terms
  const patch: Record<string, Json> = {}, before: Record<string, Json> = {}
  for (const [name, given] of Object.entries(wanted)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
    if (field === undefined) throw new SatchelError('invalid', `A ${entity.label.one} has no field "${name}".`, { field: name })
    if (field.serverOnly === true) throw new SatchelError('forbidden', `"${field.label}" is not yours to change.`, { field: name })
    const was = current?.[name] ?? null
    if (current !== null && isTextField(entity, name)) {
      const edited = changedText(field, name, given ?? null, current, seed, terms)
      if (edited !== null) { patch[name] = { $text: edited.text }; before[name] = edited.saw }
      continue
    }
    const value = field.policy === 'union'
      ? changedList(field, name, given ?? null, was, seen?.[name], current === null, makeElementId)
      : changedValue(field, name, given === '' || given === undefined ? null : given, was)
    if (value === undefined) continue
    const problem = current === null ? null : fixedProblem(entity, field, was, value)
    if (problem !== null) throw new SatchelError('forbidden', problem, { field: name })
    patch[name] = value
    before[name] = was
  }
  return { patch, before }
}

function changedValue(field: Field, name: string, given: Json, was: Json): Json | undefined {
  // Words that nobody has edited yet need no document; half a character is none, there as in a document.
  const value = field.policy === 'text' && typeof given === 'string' ? wellFormed(given) : given
  if (value !== null) validate(field, name, value)
  return sameJson(value, was) ? undefined : value
}

/** A text of a record that is there: the document after the edit, and the words it was made to. Null where the edit changes nothing. */
function changedText(field: Field, name: string, given: Json, current: Data, seed: string, { seen, alike = false }: EditTerms): { text: string; saw: Json } | null {
  const stands = documentIn(current, name)
  let edited: TextState, saw = current[name] ?? null, editSeed = seed
  if (isTextPatch(given)) {
    const received = receiveUpdate(given.$text)
    if ('fault' in received) throw notValid(field, name)
    edited = received.update
  } else if (isTextEdit(given)) {
    const { from, state, text } = given.$edit
    const began = state === null ? startOf(name, from) : receivedState(state)
    if (began === null) throw notValid(field, name)
    edited = editText(began, text, seed)
    if (sameBytes(edited, began)) return null
    saw = from === '' ? null : from
  } else {
    if (given !== null && typeof given !== 'string') throw notValid(field, name)
    if (alike) editSeed = sameForAll(name, stands, given ?? '')
    edited = editText(stands, given ?? '', editSeed)
  }
  if (seen !== undefined && Object.hasOwn(seen, name) && typeof given !== 'string') saw = seen[name]!
  // As it will be kept, for nobody takes a larger one.
  edited = fitting(name, edited, editSeed)
  const shown = arrive(current, name, { $text: writeState(edited) }, { seed, before: saw, concurrent: true })
  if ('fault' in shown) throw notValid(field, name)
  if (sameBytes(shown.state, stands)) return null
  validate(field, name, textOf(shown.state))
  return { text: writeState(edited), saw }
}

/** A document that an editor began with; null where it is none. */
export function receivedState(state: string): TextState | null {
  const received = receiveUpdate(state)
  return 'fault' in received || !isWhole(received.update) ? null : received.update
}

function changedList(field: Field, name: string, wanted: Json, was: Json, seen: Json | undefined, creating: boolean, makeElementId: () => string): Json | undefined {
  const given = withIds(wanted, makeElementId)
  if (given !== null && !Array.isArray(given) && !isSetPatch(given)) throw notValid(field, name)
  const before = elementsIn(was)
  const after = isSetPatch(given) ? applySetPatch(was, given, seen) : newElementIds(given, makeElementId)
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
