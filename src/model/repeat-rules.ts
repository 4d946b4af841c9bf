import { weekdayOf } from './due.ts'

/*
 * Repetition as RFC 5545 writes it, "FREQ=WEEKLY;BYDAY=TH", about the due's own date and clock. What comes next is recurrence.ts's, which
 * loads a library; this only makes and reads the rules that the app offers.
 */

const freqs = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof freqs)[number]

/** What each part of a rule may say. An interval of 0 would never come to an end, and a day that no week has stands for nothing. */
const weekday = '(?:MO|TU|WE|TH|FR|SA|SU)', upTo366 = '[+-]?0{0,2}(?:[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])'
const parts = {
  INTERVAL: '[1-9]\\d{0,3}', COUNT: '[1-9]\\d{0,3}', UNTIL: '\\d{8}(?:T\\d{6}Z?)?', WKST: weekday,
  BYDAY: listOf(`(?:[+-]?0?[1-9]\\d?)?${weekday}`), BYMONTHDAY: listOf('[+-]?(?:0?[1-9]|[12]\\d|3[01])'), BYMONTH: listOf('(?:0?[1-9]|1[0-2])'),
  BYSETPOS: listOf(upTo366), BYYEARDAY: listOf(upTo366), BYWEEKNO: listOf('[+-]?(?:0?[1-9]|[1-4]\\d|5[0-3])'),
}

/** Days and longer: what repeats by the hour is no task. */
const pattern = new RegExp(`^FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;(?:${Object.entries(parts).map(([name, value]) => `${name}=${value}`).join('|')}))*$`)

function listOf(one: string): string { return `${one}(?:,${one})*` }

export const isRepeat = (value: string): boolean => value.length <= 500 && pattern.test(value)

const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const workdays = 'MO,TU,WE,TH,FR'

/**
 * The rule for "every `interval` months" and the like, beginning at a date. A day that short months lack falls on their last day, so that the
 * 31st stays the 31st where there is one, and 29 February comes every year.
 * @param weekdays 0 Sunday … 6 Saturday; of a weekly rule, else the date's own
 */
export function repeatRule(freq: Frequency, date: string, { interval = 1, weekdays = [] }: { interval?: number; weekdays?: readonly number[] } = {}): string {
  const every = interval > 1 ? `;INTERVAL=${interval}` : ''
  const day = Number(date.slice(8)), month = Number(date.slice(5, 7))
  switch (freq) {
    case 'DAILY': return `FREQ=DAILY${every}`
    case 'WEEKLY': return `FREQ=WEEKLY${every};BYDAY=${(weekdays.length > 0 ? [...weekdays].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7)) : [weekdayOf(date)]).map((at) => days[at]).join(',')}`
    case 'MONTHLY': return `FREQ=MONTHLY${every};${orLast(day)}`
    case 'YEARLY': return `FREQ=YEARLY${every};BYMONTH=${month};${month === 2 && day === 29 ? 'BYMONTHDAY=28,29;BYSETPOS=-1' : `BYMONTHDAY=${day}`}`
  }
}

const orLast = (day: number): string =>
  (day <= 28 ? `BYMONTHDAY=${day}` : `BYMONTHDAY=${Array.from({ length: day - 27 }, (_, at) => 28 + at).join(',')};BYSETPOS=-1`)

/** A rule of the app's own for another day; null: it names several days, or none, or comes to an end, and stays what it is. */
export function movedRule(rule: string, date: string): string | null {
  const freq = /^FREQ=(WEEKLY|MONTHLY|YEARLY)/.exec(rule)?.[1] as Frequency | undefined
  if (freq === undefined || /COUNT|UNTIL/.test(rule) || (freq === 'WEEKLY' && !/BYDAY=[A-Z]{2}$/.test(rule)) || (freq === 'MONTHLY' && !rule.includes('BYMONTHDAY'))) return null
  return repeatRule(freq, date, { interval: Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1) })
}

/** "Every 2 weeks on Thursday": the rules that the app makes in words, others as they are. */
export function repeatWords(rule: string): string {
  const parts = new Map(rule.split(';').map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]))
  const freq = freqs.find((one) => one === parts.get('FREQ'))
  if (freq === undefined) return rule
  const interval = Number(parts.get('INTERVAL') ?? 1), unit = units[freq]
  const every = interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`
  const byDay = parts.get('BYDAY')
  const left = parts.has('COUNT') ? `, ${parts.get('COUNT')} ${parts.get('COUNT') === '1' ? 'time' : 'times'}` : parts.has('UNTIL') ? `, until ${untilDate(parts.get('UNTIL')!)}` : ''
  if (freq === 'WEEKLY' && byDay === workdays && interval === 1) return `Every weekday${left}`
  const [, which, weekdayName] = /^(-?\d)([A-Z]{2})$/.exec(byDay ?? '') ?? []
  if (which !== undefined && freq === 'MONTHLY' && !parts.has('BYMONTHDAY')) return `${every} on the ${which === '-1' ? 'last' : `${which}${ordinal(Number(which))}`} ${dayNames[days.findIndex((one) => one === weekdayName)]}${left}`
  const names = byDay?.split(',').map((day) => dayNames[days.findIndex((one) => one === day)])
  if (names?.some((name) => name === undefined)) return rule
  const on = names !== undefined ? ` on ${listed(names as string[])}` : freq === 'MONTHLY' && parts.has('BYMONTHDAY') ? ` on ${monthDay(parts.get('BYMONTHDAY')!)}` : ''
  return `${every}${on}${left}`
}

const units: Record<Frequency, string> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`)

function monthDay(list: string): string {
  const numbers = list.split(',').map(Number), last = numbers.at(-1)!
  return last === 31 && numbers.length > 1 ? 'the last day' : `the ${last}${ordinal(last)}`
}

const ordinal = (n: number): string => (n % 100 > 10 && n % 100 < 14 ? 'th' : ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')

const untilDate = (until: string): string => `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`
