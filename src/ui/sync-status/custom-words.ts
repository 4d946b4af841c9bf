import { useEffect, useSyncExternalStore } from 'react'
import { useEveryCustomField } from '../../data-api/custom-field-hooks.ts'
import type { CustomField } from '../../model/custom-fields.ts'
import { chosenOf } from '../../model/custom-values.ts'
import { decimalsOf, valueText } from '../../model/custom-value.ts'
import type { Json } from '../../shared/json.ts'
import { once } from '../../shared/once.ts'
import { formatCalendarDate } from '../components/format.ts'

/** The fields as last read. Values are told in words in so many places that these are not handed down to each. */
let known: ReadonlyMap<string, CustomField> = new Map()
let source: readonly CustomField[] | undefined
const listeners = new Set<() => void>()

function learn(all: readonly CustomField[]): void {
  if (all === source) return
  source = all
  known = new Map(all.map((field) => [field.id, field]))
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Has what is said about values of fields that people made name them as they are called now, and said anew when one is renamed. */
export function useCustomWords(): void {
  const all = useEveryCustomField()
  useSyncExternalStore(subscribe, () => known)
  useEffect(() => { if (all !== undefined) learn(all) }, [all])
}

/** The name of one such field as part of a record's: "custom.<id>"; null: it names none. */
export const customIdOf = (name: string): string | null => (name.startsWith('custom.') ? name.slice('custom.'.length) : null)

/** All fields as last read. */
export const knownFields = (): readonly CustomField[] => [...known.values()]

export const customLabel = (id: string): string => known.get(id)?.label ?? 'A field that is not here'

/** A record's value in one field, as a person reads it. */
export function customText(id: string, value: Record<string, Json> | undefined): string {
  const field = known.get(id)
  if (value === undefined) return ''
  return field === undefined ? Object.entries(value).filter(([name, each]) => name !== 'id' && (typeof each === 'string' || typeof each === 'number')).map(([, each]) => String(each)).join(', ') : customWords(field, value)
}

/** "Budget: €1,250.00". */
export const customLine = (value: Record<string, Json>): string => {
  const id = String(value['id']), text = customText(id, value)
  return text === '' ? '' : `${customLabel(id)}: ${text}`
}

/** A change of one value by the names of its kind: what it became, of several choices what came and what went. */
export function customChangeLine(id: string, members: Record<string, Json>): string {
  const field = known.get(id)
  if (field?.kind === 'choices') {
    const label = (choice: string): string => field.choices.find((each) => each.id === choice)?.label ?? choice
    return `${field.label}: ${Object.entries(members).map(([choice, on]) => `${on === true ? '+' : '−'} ${label(choice)}`).join(', ')}`
  }
  return `${customLabel(id)}: ${customText(id, { ...members, id }) || 'emptied'}`
}

/** The value in the words of the browser's language. */
export function customWords(field: CustomField, value: Record<string, Json> | undefined): string {
  if (value === undefined) return ''
  switch (field.kind) {
    case 'number': return typeof value['number'] === 'number' ? numbers().format(value['number']) : ''
    case 'money': return typeof value['money'] === 'number' ? amount(field, value['money']) : ''
    case 'date': return formatCalendarDate(valueText(field, value))
    case 'choices': return chosenOf(value).length === 0 ? '' : valueText(field, value).replaceAll('; ', ', ')
    default: return valueText(field, value)
  }
}

const numbers = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 10 }))
const amounts = new Map<string, Intl.NumberFormat>()

function amount(field: CustomField, smallest: number): string {
  const { currency } = field
  const format = amounts.get(currency) ?? new Intl.NumberFormat(undefined, { style: 'currency', currency })
  amounts.set(currency, format)
  return format.format(smallest / 10 ** decimalsOf(field))
}
