import type { Where } from '../../../data-api/types.ts'
import { isCalendarDate } from '../../../model/text.ts'

/** Days from `today` (a local date) to the next time the calendar date comes round; null for no date. 29 February comes on the 28th in other years. */
export function daysUntil(date: string, today: Date): number | null {
  if (!isCalendarDate(date)) return null
  const [month, day] = date.slice(-5).split('-').map(Number) as [number, number]
  const start = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())
  const thisYear = onDay(today.getFullYear(), month, day)
  const next = thisYear >= start ? thisYear : onDay(today.getFullYear() + 1, month, day)
  return Math.round((next - start) / 86_400_000)
}

/** The age one becomes on the next birthday; null where the year is not known. */
export function turns(date: string, today: Date): number | null {
  const days = daysUntil(date, today)
  const year = /^\d{4}/.exec(date)?.[0]
  if (days === null || year === undefined) return null
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days).getFullYear() - Number(year)
}

/**
 * Filters for those whose birthday falls on today or one of the next `days` days, a filter for each year that these touch, the nearest first. 28 February
 * stands for the 29th too.
 */
export function birthdaysWithin(today: Date, days: number): [Where] | [Where, Where] {
  const at = (later: number): string => {
    const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() + later)
    return `${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
  }
  const from = at(0), to = at(days) === '02-28' ? '02-29' : at(days)
  return from <= to ? [{ [byDay]: { gte: from, lte: to } }] : [{ [byDay]: { gte: from } }, { [byDay]: { lte: to } }]
}

/** The column that a birthday's day of the year is, whatever the year. */
export const byDay = 'birthday.yearly'

function onDay(year: number, month: number, day: number): number {
  const leapless = month === 2 && day === 29 && new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1
  return Date.UTC(year, month - 1, leapless ? 28 : day)
}
