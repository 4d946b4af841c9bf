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

/** The months ("05") that the next `days` days touch. 28 February stands for the 29th too. */
export function monthsWithin(today: Date, days: number): string[] {
  const last = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days)
  const months = new Set([today.getMonth() + 1, last.getMonth() + 1])
  return [...months].map((month) => String(month).padStart(2, '0'))
}

function onDay(year: number, month: number, day: number): number {
  const leapless = month === 2 && day === 29 && new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1
  return Date.UTC(year, month - 1, leapless ? 28 : day)
}
