import type { Data, Json } from '../shared/json.ts'

/** Longest values; far above what people write, far below what one change may carry (1 MiB). */
export const limits = { line: 1_000, text: 100_000, elements: 200 } as const

/** A date of the calendar, year optional (text-schemas.ts). */
export function isCalendarDate(value: string): boolean {
  const match = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(value)
  if (!match) return false
  const [, year, month, day] = match
  const m = Number(month), d = Number(day)
  if (m < 1 || m > 12 || d < 1) return false
  // Without a year, 29 February is a birthday too.
  const leap = year === undefined ? true : isLeap(Number(year))
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]!
  return d <= days
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

export const str = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The elements of a list field, whatever stands there. */
export function elementsOf(data: Data, field: string): Record<string, Json>[] {
  const value = data[field]
  return Array.isArray(value) ? value.filter((element): element is Record<string, Json> => typeof element === 'object' && element !== null && !Array.isArray(element)) : []
}

/** What stands in a list's elements as `value`: every e-mail, every phone. */
export const valuesOf = (data: Data, field: string): string[] => elementsOf(data, field).map((element) => str(element['value'])).filter(Boolean)

/**
 * A line of a formatted text (src/ui/rich-text) as its words alone: for titles, and where there is no room for its shape. Signs that mean nothing stay.
 */
export function plainWords(text: string): string {
  return text
    .replace(/^ *(?:#{1,6}|>|[-*+]|\d{1,9}[.)])(?: +\[[ xX]{0,4}\])? +/, '')
    .replace(/\[@([^\]\n]+)\]\(satchel:[^)\s]*\)/g, '$1')
    .replace(/\[([^\]\n]+)\]\((?:https?:|mailto:|tel:)[^)\s]*\)/g, '$1')
    .replace(/(\*{1,3}|~~|`+)(?=\S)([^\n]*?\S)\1/g, '$2')
    .replace(/\\([\\`*_~[\]#>+.)-])/g, '$1')
}

export function tagsOf(data: Data, field: string): string[] {
  const value = data[field]
  return Array.isArray(value) ? value.filter((element): element is string => typeof element === 'string') : []
}
