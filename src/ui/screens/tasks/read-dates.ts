import { casual } from 'chrono-node/en'
import { addDays } from '../../../model/due.ts'
import type { DateFound } from './quick-add.ts'

/** What in a text says a day or a time of day, in plain English, seen from `now`. Only here is the library loaded. */
export function readDates(text: string, now: Date): DateFound[] {
  return casual.parse(text, now, { forwardDate: true }).flatMap(({ index, text: words, start }) => {
    const hasTime = start.isCertain('hour'), hasDay = start.isCertain('day') || start.isCertain('weekday')
    // "May I…", "sun protection", "march on": words that only look like dates.
    if (/^(sun|sat|wed|mon|may|mar|march|now)$/.test(words) || (!hasTime && !hasDay && /^[A-Za-z]+\.?$/.test(words))) return []
    const { year, month, day, hour, minute } = { year: start.get('year')!, month: start.get('month')!, day: start.get('day')!, hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0 }
    const time = hasTime ? `${two(hour)}:${two(minute)}` : null
    const passed = time !== null && time <= `${two(now.getHours())}:${two(now.getMinutes())}`
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
    // A time by itself is the next one that comes.
    const date = hasTime && !hasDay && !start.isCertain('month') ? (passed ? addDays(today, 1) : today) : `${year}-${two(month)}-${two(day)}`
    return [{ start: index, end: index + words.length, date, time, timeOnly: hasTime && !hasDay && !start.isCertain('month') }]
  })
}

const two = (n: number): string => String(n).padStart(2, '0')
