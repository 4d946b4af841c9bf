import { addDays, weekdayOf } from '../../../model/due.ts'

/** "2026-11" of a date. */
export const monthOf = (date: string): string => date.slice(0, 7)

/** The month so many later, or earlier. */
export function addMonths(month: string, by: number): string {
  const [year, of] = month.split('-').map(Number) as [number, number]
  const at = new Date(Date.UTC(year, of - 1 + by, 1))
  return at.toISOString().slice(0, 7)
}

/** The same day of another month, or its last where it is shorter. */
export function dayIn(month: string, date: string): string {
  const last = addDays(`${addMonths(month, 1)}-01`, -1), same = `${month}-${date.slice(8)}`
  return same > last ? last : same
}

/**
 * The weeks that a month touches, whole.
 * @param first the weekday that weeks begin with: 0 Sunday … 6 Saturday
 */
export function weeksOf(month: string, first: number): string[][] {
  const begin = `${month}-01`, end = addDays(`${addMonths(month, 1)}-01`, -1)
  const weeks: string[][] = []
  for (let day = addDays(begin, -((weekdayOf(begin) - first + 7) % 7)); day <= end; day = addDays(day, 7)) weeks.push(Array.from({ length: 7 }, (_, at) => addDays(day, at)))
  return weeks
}

interface WithWeekInfo { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } }

/** The weekday that weeks begin with where the person is; Monday where the browser does not say. */
export function firstWeekday(language: string): number {
  try {
    const locale = new Intl.Locale(language) as Intl.Locale & WithWeekInfo
    return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) % 7
  } catch {
    return 1 // no language that the browser knows
  }
}
