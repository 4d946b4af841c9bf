import type { Json } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { formatCalendarDate } from '../../components/format.ts'

/** A field's value in one line, as a person would say it. Empty for none. */
export function valueWords(field: string, value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  const { kind, elementText = ['value'] } = contacts.fields[field] ?? {}
  if (Array.isArray(value)) return value.map((element) => elementWords(element, elementText)).filter(Boolean).join(', ')
  if (kind === 'date' && typeof value === 'string') return formatCalendarDate(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function elementWords(element: Json, parts: readonly string[]): string {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return String(element)
  const text = parts.map((part) => element[part]).filter((part) => typeof part === 'string' && part !== '').join(' ')
  const label = element['label']
  return typeof label === 'string' && label !== '' ? `${text} (${label})` : text
}
