import type { Rec } from '../../data-api/types.ts'
import type { Policy } from '../../model/entity.ts'
import { str } from '../../model/text.ts'
import type { Json } from '../../shared/json.ts'
import { customLabel, customText } from './custom-words.ts'
import { entityLabel, fieldLabel, fieldOf, valueText } from './value-text.ts'

/** A value of this person's that lost (M2). */
export interface Notice {
  id: string
  entity: string
  recordId: string
  field: string
  lost: Json
  stands: Json
  by: string
  at: string
}

/** Reads a notice record; null where it is none this version understands. */
export function toNotice(rec: Rec): Notice | null {
  const text = (key: string): string => str(rec[key] as Json | undefined)
  if (!text('entity') || !text('recordId') || !text('field')) return null
  return {
    id: rec.id, entity: text('entity'), recordId: text('recordId'), field: text('field'),
    lost: (rec['lost'] as Json | undefined) ?? null, stands: (rec['stands'] as Json | undefined) ?? null, by: text('byUserName'), at: text('at'),
  }
}

/**
 * "Ana's newer phones stand; yours are in the history." `me` is the reader's own name: a value of theirs from another device is
 * not somebody else's. A delete that gave way to an edit (M4) has its own sentence. By other policies than the usual ones (`policy`, the one
 * in force) what stands need not be the newer.
 */
export function noticeSentence({ entity, field, by, ...sides }: Pick<Notice, 'entity' | 'field' | 'by'> & Partial<Pick<Notice, 'lost' | 'stands'>>, me: string | null, policy: Policy = 'newest'): string {
  const mine = by !== '' && by === me
  if (field === 'deletedAt') {
    const who = mine ? 'You edited it on another device' : `${by || 'Somebody'} edited it`
    return `${who} when you deleted this ${entityLabel(entity)}, so it stays.`
  }
  const own = ownValues(entity, field, sides), label = own === null ? lowerFirst(fieldLabel(entity, field)) : own.map(({ id }) => lowerFirst(customLabel(id))).join(' and ')
  const many = own !== null && own.length > 1 || /[^s]s$/.test(label)
  const stand = many ? 'stand' : 'stands', are = many ? 'are' : 'is'
  if (mine) return `The ${label} from your other device ${stand}; ${many ? 'these' : 'this one'} ${are} in the history.`
  const newer = policy === 'newest' || policy === 'union' ? 'newer' : by ? '' : 'different'
  return `${[by ? possessive(by) : 'A', newer, label].filter(Boolean).join(' ')} ${stand}; yours ${are} in the history.`
}

/** What was wanted and lost, in words; of the fields that people made only those that it was about. `words`: what to call it otherwise. */
export function lostWords({ entity, field, lost, stands }: Pick<Notice, 'entity' | 'field' | 'lost' | 'stands'>, words = valueText(entity, field, lost)): string {
  const own = ownValues(entity, field, { lost, stands })
  return own === null ? words : own.map(({ id, value }) => `${customLabel(id)}: ${customText(id, value) || 'empty'}`).join(', ')
}

/** The values, in fields that people made, that were wanted otherwise than they stand; null where the notice is of something else. */
function ownValues(entity: string, field: string, { lost, stands }: Partial<Pick<Notice, 'lost' | 'stands'>>): { id: string; value: Record<string, Json> | undefined }[] | null {
  if (fieldOf(entity, field)?.isOfFields !== true || !Array.isArray(lost)) return null
  const stood = Array.isArray(stands) ? stands : []
  const ids = [...new Set([...lost, ...stood].map(idOf))].filter((id) => JSON.stringify(find(lost, id)) !== JSON.stringify(find(stood, id)))
  return ids.length === 0 ? null : ids.map((id) => { const value = find(lost, id); return { id, value: isObject(value) ? value : undefined } })
}

/**
 * What "Restore mine" writes: null where the lost value is not a whole field (a delete, an element of a list). Of a list only what lost comes
 * back: the list was told of as it was then, and what has come or gone since is nobody's to take away.
 * @param now what stands in the field today
 */
export function restorePatch({ field, lost, stands }: Pick<Notice, 'field' | 'lost' | 'stands'>, now: Json): Record<string, Json> | null {
  if (field === 'deletedAt' || field.includes('/')) return null
  return { [field]: Array.isArray(lost) ? whatLost(lost, Array.isArray(stands) ? stands : [], Array.isArray(now) ? now : []) : lost }
}

/** As a change by elements: those that were wanted and did not stand, those that were to go and stayed, the members that lost. */
function whatLost(lost: readonly Json[], stands: readonly Json[], now: readonly Json[]): Json {
  const add: Json[] = [], update: Record<string, Json> = {}
  for (const element of lost) {
    const id = idOf(element), stood = find(stands, id), there = find(now, id)
    if (stood !== undefined && JSON.stringify(stood) === JSON.stringify(element)) continue
    if (isObject(element) && isObject(stood) && isObject(there)) update[id] = members(element, stood)
    else if (there === undefined) add.push(element)
  }
  const remove = stands.map(idOf).filter((id) => find(lost, id) === undefined && find(now, id) !== undefined)
  return { $set: { add, remove, update } }
}

const members = (wanted: Record<string, Json>, stood: Record<string, Json>): Json =>
  Object.fromEntries([...new Set([...Object.keys(wanted), ...Object.keys(stood)])]
    .filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(stood[name])).map((name) => [name, wanted[name] ?? null]))

/** A tag is its own id. */
const idOf = (element: Json): string => (isObject(element) ? str(element['id']) : str(element))
const find = (list: readonly Json[], id: string): Json | undefined => list.find((element) => idOf(element) === id)
const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

const possessive = (name: string): string => (name.endsWith('s') ? `${name}’` : `${name}’s`)
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
