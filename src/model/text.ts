import { z } from '../shared/zod.ts'
import type { Data, Json } from '../shared/json.ts'

/** Longest values; far above what people write, far below what one change may carry (1 MiB). */
export const limits = { line: 1_000, text: 100_000, elements: 200 } as const

/** A string of at most so many characters; what is said where it is longer is said to a person. */
export const upTo = (most: number): z.ZodMiniString => z.string().check(z.maxLength(most, { error: () => `too long, at most ${most.toLocaleString('en')} characters` }))

/** One line of text. */
export const line = (): z.ZodMiniString => upTo(limits.line)

/** Text of several lines. */
export const text = (): z.ZodMiniString => upTo(limits.text)

/** A calendar date, year optional: "1990-05-17" or "--05-17" (RFC 6350, 4.3.1). Days are checked against their month. */
export const calendarDate = (): z.ZodMiniType => z.string().check(z.refine(isCalendarDate, 'no date of the calendar'))

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
