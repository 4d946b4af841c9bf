import type { Rec } from '../../../data-api/types.ts'
import { daysBetween } from '../../../model/due.ts'
import { isDone } from '../../../model/tasks.ts'
import { str, tagsOf } from '../../../model/text.ts'
import { dueIn } from '../../../model/zoned.ts'
import { once } from '../../../shared/once.ts'
import type { Data } from '../../../shared/json.ts'
import { formatCalendarDate } from '../../components/format.ts'
import { zoneHere } from './use-today.ts'

export const dataOf = (rec: Rec): Data => rec as unknown as Data
export const textOf = (rec: Rec, field: string): string => str(dataOf(rec)[field])
export const doneRec = (rec: Rec): boolean => isDone(dataOf(rec))
export const tagsOfTask = (rec: Rec): string[] => tagsOf(dataOf(rec), 'tags')
export const positionOf = (rec: Rec): number | null => (typeof rec['position'] === 'number' ? rec['position'] : null)

/** By the person's clock. */
export const dueHere = (rec: Rec): { date: string; time: string | null } | null => dueIn(rec['due'], zoneHere())

const weekday = once(() => new Intl.DateTimeFormat(navigator.language, { weekday: 'long', timeZone: 'UTC' }))
const shortWeekday = once(() => new Intl.DateTimeFormat(navigator.language, { weekday: 'short', timeZone: 'UTC' }))
const clock = once(() => new Intl.DateTimeFormat(navigator.language, { timeStyle: 'short', timeZone: 'UTC' }))
const utc = (date: string, time = '00:00'): number => Date.parse(`${date}T${time}:00Z`)

/** "Today", "Tomorrow", "Friday", "Dec 12": a day as near as is of use. */
export function dayWords(date: string, today: string): string {
  const days = daysBetween(today, date)
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  if (days === -1) return 'Yesterday'
  if (days > 1 && days < 7) return weekday().format(utc(date))
  return formatCalendarDate(date.slice(0, 4) === today.slice(0, 4) ? `-${date.slice(4)}` : date)
}

export const timeWords = (time: string): string => clock().format(utc('2026-01-01', time))

/** "Today 10:00". */
export const dueWords = ({ date, time }: { date: string; time: string | null }, today: string): string =>
  `${dayWords(date, today)}${time === null ? '' : ` ${timeWords(time)}`}`

/** "Fri, Nov 27": under the heading that calls the day by its name. */
export const dateWords = (date: string): string => `${shortWeekday().format(utc(date))}, ${formatCalendarDate(`-${date.slice(4)}`)}`

/** First what one put there by hand, then as they were made. */
export const byHand = (a: Rec, b: Rec): number => (positionOf(a) ?? Infinity) - (positionOf(b) ?? Infinity) || (a.id < b.id ? -1 : 1)

/** What has a time goes by it, before what has all day. */
export function byTime(a: Rec, b: Rec): number {
  const [first, second] = [timeKey(dueHere(a)), timeKey(dueHere(b))]
  return first < second ? -1 : first > second ? 1 : byHand(a, b)
}

const timeKey = (due: ReturnType<typeof dueHere>): string => (due === null ? '9' : `${due.date} ${due.time ?? '99'}`)

/** Tasks by the day that they are due here, each day's by its time; each due is read once, since a zone's clock costs. */
export function tasksByDay(rows: readonly Rec[]): ReadonlyMap<string, readonly Rec[]> {
  const days = new Map<string, { rec: Rec; key: string }[]>()
  for (const rec of rows) {
    const due = dueHere(rec)
    if (due === null) continue
    const day = days.get(due.date), one = { rec, key: timeKey(due) }
    if (day === undefined) days.set(due.date, [one])
    else day.push(one)
  }
  return new Map([...days].map(([date, of]) => [date, of.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : byHand(a.rec, b.rec))).map(({ rec }) => rec)]))
}
