import { addDays, daysBetween } from '../../../model/due.ts'

export interface TimelineMonth { month: string; left: number; width: number }
/** A stretch of days on screen, px. `open`: an end that is not named. */
export interface Stretch { left: number; width: number; open: 'start' | 'end' | null }
export interface TimelineScale { pxPerDay: number; width: number; months: TimelineMonth[]; xOf: (date: string) => number; stretchOf: (from: string, to: string) => Stretch | null }

/** What is further from today than this is not looked at on a line; days. */
const reach = 750
/** What has no end, or no beginning, is drawn so long. */
const openDays = 30

/**
 * Whole months around the given days and today, at so many px a day.
 * @param days calendar dates; empty ones are none
 */
export function timelineScale(days: readonly string[], today: string, pxPerDay: number): TimelineScale {
  const near = days.filter((date) => date !== '' && Math.abs(daysBetween(today, date)) <= reach)
  const first = [today, ...near].reduce((a, b) => (a < b ? a : b)), last = [today, ...near].reduce((a, b) => (a > b ? a : b))
  const begin = `${addDays(first, -10).slice(0, 7)}-01`, end = nextMonth(addDays(last, openDays))
  const xOf = (date: string): number => daysBetween(begin, date < begin ? begin : date > end ? end : date) * pxPerDay
  const months: TimelineMonth[] = []
  for (let at = begin; at < end; at = nextMonth(at)) months.push({ month: at.slice(0, 7), left: xOf(at), width: xOf(nextMonth(at)) - xOf(at) })
  const stretchOf = (from: string, to: string): Stretch | null => {
    if (from === '' && to === '') return null
    const start = from || addDays(to, -openDays), until = to > end ? end : addDays(to || addDays(from, openDays), 1)
    const left = xOf(start)
    return { left, width: Math.max(pxPerDay, xOf(until) - left), open: from === '' ? 'start' : to === '' ? 'end' : null }
  }
  return { pxPerDay, width: xOf(end), months, xOf, stretchOf }
}

function nextMonth(date: string): string {
  return `${addDays(`${date.slice(0, 7)}-01`, 31).slice(0, 7)}-01`
}
