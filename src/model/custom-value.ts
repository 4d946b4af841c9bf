import type { Data, Json } from '../shared/json.ts'
import type { CustomField } from './custom-fields.ts'
import { sameName } from './custom-fields.ts'
import { chosenOf } from './custom-values.ts'
import { elementsOf, isCalendarDate, str } from './text.ts'

/** A record's value in one of the fields that people made, as custom-values.ts keeps it; undefined: it never had one. */
export const customValue = (data: Data, fieldId: string): Record<string, Json> | undefined => elementsOf(data, 'custom').find((element) => element['id'] === fieldId)

/** What a value becomes, by the names of its kind; null takes it away. */
export type Members = Record<string, Json>

/** The patch of a record's `custom` that writes some fields. */
export const customPatch = (members: Readonly<Record<string, Members>>): Record<string, Json> => ({ custom: { $set: { update: members as Json } } })

/** The same for a record that is being made. */
export const customElements = (members: Readonly<Record<string, Members>>): Json[] =>
  Object.entries(members).map(([id, value]) => ({ ...Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)), id })).filter((element) => Object.keys(element).length > 1)

/** @param value a text, a number (of money: in its smallest unit), or null */
export function plainMembers({ kind }: Pick<CustomField, 'kind'>, value: string | number | null): Members {
  return kind === 'person' ? { person: value, ...(value === null ? { name: null } : {}) } : { [kind]: value === '' ? null : value }
}

/** The chosen ones become these; of the others only those change that were chosen. */
export function chosenMembers(before: Record<string, Json> | undefined, chosen: readonly string[]): Members {
  const had = chosenOf(before)
  return { ...Object.fromEntries(had.filter((id) => !chosen.includes(id)).map((id) => [id, null])), ...Object.fromEntries(chosen.filter((id) => !had.includes(id)).map((id) => [id, true])) }
}

/** The value in words that can be read back (`readValue`): numbers with a point, dates as 2026-11-27, several choices with a semicolon between them. Empty: none. */
export function valueText(field: CustomField, value: Record<string, Json> | undefined): string {
  if (value === undefined) return ''
  switch (field.kind) {
    case 'number': return typeof value['number'] === 'number' ? String(value['number']) : ''
    case 'money': return typeof value['money'] === 'number' ? (value['money'] / 10 ** decimalsOf(field)).toFixed(decimalsOf(field)) : ''
    case 'choice': return labelOf(field, str(value['choice']))
    case 'choices': return chosenLabels(field, value).join('; ')
    case 'person': return str(value['name']) || str(value['person'])
    default: return str(value[field.kind])
  }
}

/** In the field's order. */
export const chosenLabels = (field: CustomField, value: Record<string, Json> | undefined): string[] => {
  const chosen = chosenOf(value)
  return [...field.choices.filter(({ id }) => chosen.includes(id)).map(({ label }) => label), ...chosen.filter((id) => !field.choices.some((choice) => choice.id === id))]
}

/** A choice that came before its name did is shown by its id. */
const labelOf = (field: CustomField, id: string): string => field.choices.find((choice) => choice.id === id)?.label ?? id

/** How many decimals the currency has (ISO 4217). */
export function decimalsOf({ currency }: Pick<CustomField, 'currency'>): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

export type ReadValue = { ok: true; members: Members } | { ok: false; reason: string }

/**
 * A value as somebody wrote it, or as a file has it. A person is told by name alone; who knows the contact writes `person` beside it.
 * @param before what stands there: of several choices only what differs is written
 */
export function readValue(field: CustomField, written: string, before?: Record<string, Json>): ReadValue {
  const text = written.trim()
  const fine = (members: Members): ReadValue => ({ ok: true, members })
  if (text === '') return fine(field.kind === 'choices' ? chosenMembers(before, []) : plainMembers(field, null))
  switch (field.kind) {
    case 'number': case 'money': {
      const number = readNumber(text)
      if (number === null) return { ok: false, reason: `“${text}” is no ${field.kind === 'money' ? 'amount' : 'number'}` }
      return fine(plainMembers(field, field.kind === 'money' ? roundedTo(number, decimalsOf(field)) : number))
    }
    case 'date':
      return isCalendarDate(text) ? fine(plainMembers(field, text)) : { ok: false, reason: `“${text}” is no date. Write it as 2026-11-27` }
    case 'choice': {
      const choice = choiceCalled(field, text)
      return choice === undefined ? { ok: false, reason: `“${text}” is none of the choices` } : fine(plainMembers(field, choice))
    }
    case 'choices': {
      const { ids, missing } = choicesCalled(field, text)
      return missing === null ? fine(chosenMembers(before, ids)) : { ok: false, reason: `“${missing}” is none of the choices` }
    }
    case 'person': return fine({ name: text })
    default: return fine(plainMembers(field, text))
  }
}

/** What a label holds may be a mark that parts labels: of those that fit the longest is meant. */
function choicesCalled(field: CustomField, text: string): { ids: string[]; missing: string | null } {
  const parts = text.split(/([;,])/), ids: string[] = []
  for (let at = 0; at < parts.length; at += 2) {
    if (parts[at]!.trim() === '') continue
    let end = parts.length - 1, id: string | undefined
    for (; end >= at && id === undefined; end -= 2) id = choiceCalled(field, parts.slice(at, end + 1).join('').trim())
    if (id === undefined) return { ids, missing: parts[at]!.trim() }
    ids.push(id)
    at = end + 2
  }
  return { ids, missing: null }
}

/** One that was taken away is still meant by its name where no other has it. */
const choiceCalled = (field: CustomField, label: string): string | undefined =>
  [...field.choices].sort((a, b) => Number(a.removed) - Number(b.removed)).find((choice) => sameName(choice.label, label))?.id

/** "1,250.50", "1.250,50", "€ 1 250": the last of the two marks is the decimal one; a comma before just three digits parts thousands, and so do points that there are several of. */
function readNumber(written: string): number | null {
  const text = written.replace(/[\s'\u2019]|\p{Sc}|^[A-Z]{3}|[A-Z]{3}$/gu, '')
  if (!/^[-+]?[\d.,]*\d[\d.,]*$/.test(text) && !/^[-+]?\d+(?:\.\d+)?e[-+]?\d+$/i.test(text)) return null
  const comma = text.lastIndexOf(','), point = text.lastIndexOf('.')
  const thousands = /^[-+]?\d{1,3}(?:\.\d{3}){2,}$/.test(text) ? '.' : comma > point ? (point >= 0 || !/^[-+]?\d{1,3}(?:,\d{3})+$/.test(text) ? '.' : ',') : ','
  const plain = text.replaceAll(thousands, '').replace(',', '.')
  const number = plain === '' ? Number.NaN : Number(plain)
  return Number.isFinite(number) ? number : null
}

const roundedTo = (amount: number, decimals: number): number => Math.round(Number(`${amount}e${decimals}`))
