import { fold } from '../../shared/fold.ts'
import { isRepeat, repeatRule } from '../../model/repeat-rules.ts'
import { nextOccurrence } from '../../model/recurrence.ts'
import { addDays, parseDue } from '../../model/due.ts'
import type { DueHints } from './due-words.ts'
import { dueOf, timeIn } from './due-words.ts'

/** How something repeats, and from when on; `due` is null where the words do not say. */
export interface Repetition { rule: string; due: string | null }

/** A rule of RFC 5545 as programs write it: "RRULE:FREQ=WEEKLY;WKST=SU;INTERVAL=1;BYDAY=MO". Null where the app has no such rule. */
export function ruleOf(text: string): string | null {
  const rule = text.trim().replace(/^RRULE:/i, '').toUpperCase().replace(/;$/, '')
  const parts = rule.split(';').filter((part) => part !== 'INTERVAL=1')
  const ordered = [...parts.filter((part) => part.startsWith('FREQ=')), ...parts.filter((part) => !part.startsWith('FREQ='))].join(';')
  return isRepeat(ordered) ? ordered : null
}

/**
 * "every monday at 10:00", "every 2 weeks", "every 15th starting 1 Feb", "jeden Montag": the rule, and the first due that the words give. Null for whatever cannot be
 * said exactly, since half a rule would be a wrong one.
 */
export function repetitionOf(words: string, hints: DueHints): Repetition | null {
  const plain = fold(words).replace(/\bevery!/g, 'every').replace(/[“”"]/g, '').replace(/\s+/g, ' ').trim()
  if (!/^(?:ev(?:ery)?|each|daily|weekly|monthly|yearly|annually|taglich|wochentlich|monatlich|jahrlich|jede[nrs]?|alle)\b/.test(plain)) return null
  const { rest: untimed, time } = timeIn(plain)
  const [, cadence = '', from, until] = /^(.*?)(?: (?:starting|from|beginning|ab) (.+?))?(?: (?:ending|until|bis) (.+))?$/.exec(untimed) ?? []
  const start = from === undefined ? null : dueOf(from, { ...hints, allDay: true }), end = until === undefined ? null : dueOf(until, { ...hints, allDay: true })
  if ((from !== undefined && start === null) || (until !== undefined && end === null)) return null
  const base = start ?? hints.here.today
  const rule = cadenceOf(cadence.trim(), base)
  if (rule === null) return null
  const whole = end === null ? rule : `${rule};UNTIL=${end.replaceAll('-', '')}`
  if (!isRepeat(whole)) return null
  const first = firstDue(rule, base)
  if (first === null) return null
  return { rule: whole, due: time === null ? first : dueOf(`${first} ${time}`, hints) }
}

/** The first day of a rule, from a date on. */
export function firstDue(rule: string, from: string): string | null {
  const day = parseDue(from)
  if (day === null) return null
  return nextOccurrence(rule.replace(/;INTERVAL=\d+/, ''), addDays(day.date, -1), day.date)?.due ?? null
}

function cadenceOf(words: string, date: string): string | null {
  const simple = simples.get(words)
  if (simple !== undefined) return withDay(simple, date)
  const interval = /^(?:every|each|ev|alle|jeden?) (other|\d{1,3}|zwei|drei|two|three|four) (day|week|month|year|tage?|wochen?|monate?|jahre?)s?(?: on (?:the )?(.+))?$/.exec(words)
  if (interval !== null) {
    const every = counts[interval[1]!] ?? Number(interval[1]), unit = units[interval[2]!.slice(0, 2)]
    if (unit === undefined || !(every >= 1)) return null
    return interval[3] === undefined ? repeatRule(unit, date, { interval: every }) : onDays(unit, interval[3], every)
  }
  const [, on = ''] = /^(?:every|each|ev|jede[nrs]?) (.+)$/.exec(words) ?? []
  const otherDay = /^other (.+)$/.exec(on)
  if (otherDay !== null) return onDays('WEEKLY', otherDay[1]!, 2)
  const within = /^(week|month|woche|monat) (?:on|am) (?:the )?(.+)$/.exec(on)
  if (within !== null) return onDays(units[within[1]!.slice(0, 2)]!, within[2]!, 1)
  return onDays('WEEKLY', on, 1) ?? onDays('MONTHLY', on, 1) ?? onDate(on)
}

/** A rule as it is, or a frequency and its interval, on the day of a date. */
function withDay(simple: string, date: string): string {
  const [name = '', interval = '1'] = simple.split(' ')
  return name.startsWith('FREQ=') ? name : repeatRule(name as Frequency, date, { interval: Number(interval) })
}

type Frequency = Parameters<typeof repeatRule>[0]

/** "monday, wednesday and friday"; "15th"; "last day"; "third friday". */
function onDays(freq: Frequency, words: string, interval: number): string | null {
  const every = interval > 1 ? `;INTERVAL=${interval}` : ''
  const pieces = words.split(/\s*(?:,|\band\b|\bund\b)\s*/).filter((piece) => piece !== '')
  if (freq === 'WEEKLY') {
    const days = pieces.map(dayOf)
    return days.length === 0 || days.includes(null) ? null : `FREQ=WEEKLY${every};BYDAY=${weekOrder.filter((day) => days.includes(day)).join(',')}`
  }
  if (freq !== 'MONTHLY' || pieces.length !== 1) return null
  const piece = pieces[0]!.replace(/ of (?:the|each|every) month$/, '').replace(/^the /, '')
  if (/^last day$/.test(piece)) return `FREQ=MONTHLY${every};BYMONTHDAY=28,29,30,31;BYSETPOS=-1`
  const day = /^(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(piece)
  if (day !== null) return Number(day[1]) >= 1 && Number(day[1]) <= 31 ? repeatRule('MONTHLY', `2024-01-${day[1]!.padStart(2, '0')}`, { interval }) : null
  const [, which = '', name = ''] = /^(first|second|third|fourth|last|1st|2nd|3rd|4th) (.+)$/.exec(piece) ?? []
  const weekday = dayOf(name), at = nth[which]
  return weekday === null || at === undefined ? null : `FREQ=MONTHLY${every};BYDAY=${at}${weekday}`
}

/** "17 may", "may 17th": once a year. */
function onDate(words: string): string | null {
  const match = /^(?:(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]{3,9})|([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?)$/.exec(words)
  const day = match?.[1] ?? match?.[4], month = months.indexOf((match?.[2] ?? match?.[3] ?? '').slice(0, 3)) + 1
  if (day === undefined || month === 0) return null
  const date = `2024-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
  return parseDue(date) === null ? null : repeatRule('YEARLY', date)
}

const dayOf = (word: string): string | null => weekOrder[dayNames.findIndex((names) => names.test(word))] ?? null
const weekOrder = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const dayNames = [/^mon(?:days?)?$|^montags?$/, /^tue(?:s|sdays?)?$|^dienstags?$/, /^wed(?:nesdays?)?$|^mittwochs?$/, /^thu(?:rs?|rsdays?)?$|^donnerstags?$/, /^fri(?:days?)?$|^freitags?$/, /^sat(?:urdays?)?$|^samstags?$/, /^sun(?:days?)?$|^sonntags?$/]
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const nth: Record<string, string> = { first: '1', '1st': '1', second: '2', '2nd': '2', third: '3', '3rd': '3', fourth: '4', '4th': '4', last: '-1' }
const counts: Record<string, number> = { other: 2, two: 2, zwei: 2, three: 3, drei: 3, four: 4 }
const units: Record<string, Frequency> = { da: 'DAILY', ta: 'DAILY', we: 'WEEKLY', wo: 'WEEKLY', mo: 'MONTHLY', ye: 'YEARLY', ja: 'YEARLY' }
const workdays = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'
const simples = new Map(Object.entries({
  daily: 'DAILY', 'every day': 'DAILY', 'each day': 'DAILY', taglich: 'DAILY', 'jeden tag': 'DAILY', weekly: 'WEEKLY', 'every week': 'WEEKLY', wochentlich: 'WEEKLY', 'jede woche': 'WEEKLY',
  monthly: 'MONTHLY', 'every month': 'MONTHLY', monatlich: 'MONTHLY', 'jeden monat': 'MONTHLY', 'every quarter': 'MONTHLY 3', quarterly: 'MONTHLY 3',
  yearly: 'YEARLY', annually: 'YEARLY', 'every year': 'YEARLY', jahrlich: 'YEARLY', 'jedes jahr': 'YEARLY',
  'every weekday': workdays, 'every workday': workdays, 'every working day': workdays, 'jeden werktag': workdays, 'every weekend': 'FREQ=WEEKLY;BYDAY=SA,SU',
}))
