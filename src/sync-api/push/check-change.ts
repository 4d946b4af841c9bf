import { sameJson } from '../../merge/canonical.ts'
import { isElementList, isSetPatch } from '../../merge/list-patch.ts'
import { isTextPatch } from '../../merge/text-field.ts'
import type { SetPatch } from '../../merge/types.ts'
import { history, notices } from '../../model/bookkeeping.ts'
import { fixedProblem, isTextField } from '../../model/entity.ts'
import type { Element, Entity, Field } from '../../model/entity.ts'
import { roleProblem } from '../../model/roles.ts'
import { limits } from '../../model/text.ts'
import { isNewName } from '../../model/unknown-entity.ts'
import type { Change } from '../../protocol/change.ts'
import { wireLimits } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import type { PushContext } from './sender.ts'
import { refused, type Verdict } from './verdict.ts'
import type { WorkingSet } from './working-set.ts'

/** Whether a change may be looked at at all: its entity, its author's role, the fields it names. Null: it may. */
export function checkChange(context: PushContext, entity: Entity | undefined, change: Change, record: StoredRecord | null): Verdict | null {
  if (entity === undefined) return refused('unknown_entity', `This server knows no "${change.entity}".`)
  const problem = roleProblem(entity, context.sender.role)
  if (problem !== null) return refused(problem.name, problem.message)
  // History entries take their changes' ids, and those of the server's own are of version 8: nobody may write over them (H1).
  if (change.id[14] === '8') return refused('invalid', 'A change\'s id is a UUID of version 7.')
  if (JSON.stringify(change.patch).length > wireLimits.batchBytes) return refused('too_large', 'This change is larger than 1 MiB.')

  const byServer = entity.authored === 'server'
  if (byServer && (entity.name === history.name || change.op !== 'update')) {
    return refused('forbidden', `The server alone writes ${entity.label.many}.`)
  }
  if (entity.insteadOfDelete !== undefined && (change.op === 'delete' || change.op === 'restore')) {
    return refused('forbidden', `A ${entity.label.one} cannot be deleted.`)
  }
  if (entity.name === notices.name && record !== null && record.data['forUserId'] !== context.sender.userId) {
    return refused('forbidden', 'This notice is for somebody else.')
  }
  const newer = change.schemaVersion > entity.schemaVersion
  for (const name of Object.keys(change.patch)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
    if (field === undefined && (newer ? isNewName(name) : isAsItStands(entity, record, name, change.patch[name]!) || isGivenAgain(change, name))) continue
    if (field === undefined) return refused('invalid', `There is no field "${name}" of ${entity.label.many}.`, name)
    const fixed = fixedProblem(entity, field, record?.data[name], change.patch[name]!)
    if (fixed !== null) return refused('forbidden', fixed, name)
    if (field.serverOnly === true) return refused('forbidden', `The server alone writes "${field.label}".`, name)
    // Whether a text can take it shows when it comes to what stands (text-field.ts), and the words that come of it are looked at then.
    if (isTextField(entity, name) && isTextPatch(change.patch[name])) continue
    const objection = checkValue(field, name, change.patch[name]!, newer)
    if (objection !== null) return objection
  }
  return null
}

/**
 * R4: where an entity travels whole, so does what its device has been given and does not know, any more than this server does. It writes
 * nothing.
 */
const isAsItStands = (entity: Entity, record: StoredRecord | null, name: string, value: Json): boolean =>
  entity.mergeUnit === 'record' && record !== null && Object.hasOwn(record.data, name) && sameJson(record.data[name], value)

/**
 * R4, R5: what a device makes anew of what was purged brings the fields that the device was given and does not know, any more than this server
 * does: as it saw them, so it writes nothing of its own. A device that knows such a field says so by its version.
 */
const isGivenAgain = ({ op, patch, before }: Change, name: string): boolean =>
  op === 'create' && isNewName(name) && before !== undefined && Object.hasOwn(before, name) && sameJson(before[name] as Json, patch[name])

/**
 * Whether a field can hold what the change wants there, whatever comes of it: a value that loses goes to the history, to a notice or a
 * conflict, from where a person may want it back. Of a list it is the merged one that must fit (check-merged.ts). From a newer device only what
 * merging itself asks for must hold: its field may have got another shape (R4).
 */
function checkValue(field: Field, name: string, value: Json, newer: boolean): Verdict | null {
  if (value === null) return null
  if (field.policy !== 'union') {
    if (newer) return null
    const checked = field.schema.safeParse(value)
    if (!checked.success) return refused('invalid', `${field.label}: ${checked.error.issues[0]?.message ?? 'not valid'}`, name)
    return isSetPatch(value) ? refused('invalid', `${field.label} is no list`, name) : null
  }
  if (!isElementList(value) && !isSetPatch(value)) return refused('invalid', `${field.label}: not a list of elements with ids`, name)
  return elementCount(value) > limits.elements ? refused('too_large', `${field.label}: at most ${limits.elements} elements.`, name) : null
}

/**
 * How many elements a patch puts into a list, or takes out. Each is looked for among the others: judged only after merging, a megabyte of
 * short ones would keep everybody waiting for minutes.
 */
function elementCount(value: Element[] | SetPatch): number {
  if (Array.isArray(value)) return value.length
  const { add = [], remove = [], update = {} } = value.$set
  return Math.max(add.length + Object.keys(update).length, remove.length)
}

/**
 * What a change refers to and is neither known nor made by its own mutation: the id to wait for (P2), or one that was purged and will not
 * come. A record that was deleted is known; so is one that an earlier mutation of the batch made.
 */
export async function missingReference(
  set: WorkingSet, entity: Entity, change: Change, madeHere: ReadonlySet<string>,
): Promise<{ id: string; field: string; purged: boolean } | null> {
  for (const { entity: target, id, field } of referencesOf(entity, change.patch)) {
    if (madeHere.has(`${target}/${id}`)) continue
    if (await set.record(target, id) === null) return { id, field, purged: await set.purged(target, id) !== null }
  }
  return null
}

/** The records that a patch names in reference fields. */
export function referencesOf(entity: Entity, patch: Record<string, Json>): { entity: string; id: string; field: string }[] {
  const found: { entity: string; id: string; field: string }[] = []
  for (const [field, value] of Object.entries(patch)) {
    const reference = entity.fields[field]?.reference
    if (reference !== undefined && typeof value === 'string' && value !== '') found.push({ entity: reference.entity, id: value, field })
  }
  return found
}
