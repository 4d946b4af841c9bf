import { casual, type Parser } from 'chrono-node/en'
import { addDays, parseDue } from '../../../model/due.ts'
import type { DateFound } from './quick-add.ts'

/** What in a text says a day or a time of day, in plain English, seen from `now`. Only here is the library loaded. */
export function readDates(text: string, now: Date): DateFound[] {
  return reader.parse(text, now, { forwardDate: true }).flatMap(({ index, text: words, start }) => {
    const hasTime = start.isCertain('hour'), hasDay = start.isCertain('day') || start.isCertain('weekday')
    // "May I…", "sun protection", "march on": words that only look like dates.
    if (/^(sun|sat|wed|mon|may|mar|march|now)$/.test(words) || (!hasTime && !hasDay && /^[A-Za-z]+\.?$/.test(words))) return []
    if (saysHowLong.test(words) || saysAMonth.test(words) || saysAnotherDay.test(words) || isInsideOfWord(text, index, index + words.length)) return []
    if (start.isCertain('timezoneOffset')) return [seenFromHere(start, now, index, words)]
    const { year, month, day, hour, minute } = { year: start.get('year')!, month: start.get('month')!, day: start.get('day')!, hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0 }
    const time = hasTime ? `${two(hour)}:${two(minute)}` : null
    const passed = time !== null && time <= `${two(now.getHours())}:${two(now.getMinutes())}`
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
    // A time by itself is the next one that comes.
    const date = hasTime && !hasDay && !start.isCertain('month') ? (passed ? addDays(today, 1) : today) : dottedDate(words) ?? `${year}-${two(month)}-${two(day)}`
    return [{ start: index, end: index + words.length, date, time, timeOnly: hasTime && !hasDay && !start.isCertain('month') }]
  })
}

type Start = ReturnType<typeof casual.parse>[number]['start']

/** "3pm EST tomorrow": a moment, as the clock here has it. One without its day is the next that comes. */
function seenFromHere(start: Start, now: Date, index: number, words: string): DateFound {
  const at = start.date(), isOfNoDay = !start.isCertain('day') && !start.isCertain('weekday') && !start.isCertain('month')
  if (isOfNoDay) while (at <= now) at.setDate(at.getDate() + 1)
  // Its day is one here already: a date beside it would be one of there.
  return { start: index, end: index + words.length, date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, time: `${two(at.getHours())}:${two(at.getMinutes())}`, timeOnly: isOfNoDay }
}

const two = (n: number): string => String(n).padStart(2, '0')

/** "7 days trial", "a hotel for 3 nights and 4 days": how long, not when; "in 7 days" and "7 days from now" say when. */
const saysHowLong = /^(?:for\s|(?:\d|an?\b|half\b|few\b|some\b|several\b|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b)[\w\s.,]*?(?:min|minute|h|hr|hour|day|week|fortnight|month|quarter|year)s?$)/i

/** "Invoice December 2026", "Order 12/2026": which one it is, and no day. */
const saysAMonth = /^(?:[a-z]+\.?,?\s+\d{4}|\d{1,2}\/\d{4})$/i

/** "2 days before Easter" counts from what is not known here, and "last friday" is over: nothing is due then. */
const saysAnotherDay = /\b(?:before|after)$|^(?:last|past|previous)\s/i

/** "Ticket 2026-11-30-A". */
const isInsideOfWord = (text: string, start: number, end: number): boolean => /[\p{L}\p{N}][-/._#]$|[\p{L}\p{N}#]$/u.test(text.slice(0, start)) || /^[-/_]?[\p{L}\p{N}]/u.test(text.slice(end))

/** Where dots are written between them the day comes first, whatever it is that slashes mean; null: that is no date. */
function dottedDate(words: string): string | null {
  const [, day, month, year] = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?![\d.])/.exec(words) ?? []
  const date = day === undefined ? null : `${year!.length === 2 ? '20' : ''}${year!}-${two(Number(month))}-${two(Number(day))}`
  return parseDue(date) === null ? null : date
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** "31.12." and "24. December", which the library does not know. */
const dayAndDot: Parser = {
  pattern: () => /(?<![\d.])(\d{1,2})\.(?:\s?(\d{1,2})\.(?![\d.])|\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b)(?!\s?\d{4}\b)/i,
  extract: (_context, match) => {
    const day = Number(match[1]), month = match[2] === undefined ? months.indexOf(match[3]!.toLowerCase()) + 1 : Number(match[2])
    return parseDue(`2024-${two(month)}-${two(day)}`) === null ? null : { day, month }
  },
}
const reader = casual.clone()
reader.parsers.push(dayAndDot)
