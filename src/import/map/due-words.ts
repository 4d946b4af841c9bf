import type { DateOrder } from '../contract.ts'
import { ofPlans, parseDate } from './dates.ts'
import { parseDue, writeDue } from '../../model/due.ts'
import { dueIn } from '../../model/zoned.ts'

/** Where and when a file is read: the zone of times that name none, and the calendar date there. */
export interface Here { zone: string; today: string }

export interface DueHints {
  order: DateOrder
  here: Here
  /** The zone that the file gives; null: that of here. */
  zone: string | null
  /** The file says that the time of day means nothing. */
  allDay: boolean
}

/**
 * A due (due.ts) from what programs and people write: a calendar date, a time on it, or an instant, which is shown as the clock of its zone has it. Null where it is
 * none; "tomorrow" is none either, since nobody knows when it was written.
 */
export function dueOf(words: string, { order, here, zone: given, allDay }: DueHints): string | null {
  const text = words.trim()
  if (parseDue(text) !== null) return text
  const zone = given !== null && isZone(given) ? given : here.zone
  const instant = instantIn(text)
  if (instant !== null) {
    const shown = dueIn(`${instant.slice(0, 10)}T${instant.slice(11, 16)}[UTC]`, zone)
    if (shown === null) return null
    return writeDue({ date: shown.date, time: allDay ? null : shown.time, zone: allDay ? null : zone })
  }
  const { time, rest } = timeIn(text.replace(/^(\d{4}-\d{2}-\d{2})T(?=\d)/, '$1 '))
  const date = yearOf(parseDate(rest.replace(/^(?:on|am|le)\s+/i, ''), order, ofPlans), here.today)
  return date === null ? null : writeDue({ date, time: allDay ? null : time, zone: allDay || time === null ? null : zone })
}

/** "2024-05-17T15:00:00.000Z", "2019-08-31T16:00:00+0000", "2024-05-17 15:00:00 UTC", as UTC; null where it names no offset. */
export function instantIn(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2}(?:\.\d+)?))?\s?(?:Z|UTC|GMT|([+-]\d{2}):?(\d{2}))$/.exec(text.trim())
  if (match === null) return null
  const [, date, clock, seconds = '00', hours, minutes] = match
  const at = new Date(`${date}T${clock}:${seconds}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** When something was done, as an instant: of a time without a zone the file's, of a date its midday. */
export function momentOf(words: string, hints: DueHints): string | null {
  const instant = instantIn(words)
  if (instant !== null) return instant
  const due = parseDue(dueOf(words, { ...hints, allDay: false }))
  if (due === null) return null
  const zone = due.zone ?? (hints.zone !== null && isZone(hints.zone) ? hints.zone : hints.here.zone)
  const shown = dueIn(writeDue({ date: due.date, time: due.time ?? '12:00', zone }), 'UTC')
  return shown === null || shown.time === null ? null : `${shown.date}T${shown.time}:00.000Z`
}

/** The time of day in a text, and the text without it: "17 May at 5pm". */
export function timeIn(text: string): { time: string | null; rest: string } {
  const match = /(?:\b(?:at|um|@)\s*)?\b(\d{1,2})(?::(\d{2})(?::\d{2})?)\s*(am|pm|uhr)?\b|\b(?:at|um|@)\s*(\d{1,2})\s*(am|pm|uhr)?\b|\b(\d{1,2})\s*(am|pm|uhr)\b/i.exec(text)
  if (match === null) return { time: null, rest: text.trim() }
  const hour = Number(match[1] ?? match[4] ?? match[6]), half = (match[3] ?? match[5] ?? match[7] ?? '').toLowerCase()
  const minutes = match[2] ?? '00'
  const full = half === 'pm' && hour < 12 ? hour + 12 : half === 'am' && hour === 12 ? 0 : hour
  if (full > 23 || Number(minutes) > 59) return { time: null, rest: text.trim() }
  const rest = `${text.slice(0, match.index).replace(/[T,]\s*$/, ' ')} ${text.slice(match.index + match[0].length)}`.replace(/\s+/g, ' ').trim()
  return { time: `${String(full).padStart(2, '0')}:${minutes}`, rest }
}

/** A date without its year is the next of that name. */
function yearOf(date: string | null, today: string): string | null {
  if (date === null || !date.startsWith('--')) return date
  const year = Number(today.slice(0, 4)), dated = (at: number): string => `${at}${date.slice(1)}`
  const there = [year, year + 1, year + 2, year + 3, year + 4].map(dated).find((each) => each >= today && parseDue(each) !== null)
  return there ?? null
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(zone)
  } catch {
    return false
  }
}
