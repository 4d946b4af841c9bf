import { addDays, weekdayOf } from '../../../model/due.ts'
import { repeatRule, type Frequency } from '../../../model/repeat-rules.ts'

/*
 * "every 2nd friday", "each month on the last day", "every other week": what of a line says that the task comes back, and how. Half of it read would be another rule and
 * a title of scraps, so a phrase is taken whole or not at all.
 */

export interface Repeats {
  freq: Frequency
  interval: number
  /** 0 Sunday … 6 Saturday; of weeks, or with `nth` the one weekday of a month. */
  weekdays: number[]
  /** Which of a month's weekdays of that name; -1: the last. */
  nth: number | null
  /** 31: the last, in months that have fewer. */
  monthDay: number | null
  /** Of years. */
  month: number | null
  start: number
  end: number
}

const dayWords = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const monthWords = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayName = '(?:sun(?:days?)?|mon(?:days?)?|tues?(?:days?)?|wed(?:nesdays?)?|thu(?:rs?)?(?:days?)?|fri(?:days?)?|sat(?:urdays?)?)'
const monthName = '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const days = `${dayName}(?:\\s*(?:,|/|and\\b|&)\\s*${dayName})*`, which = '1st|2nd|3rd|4th|first|second|third|fourth|last', ordinal = '(?:st|nd|rd|th|\\.)', ofMonth = '(?:\\s+(?:of|in)\\s+(?:the|each|every|a)\\s+month)?'
const many = '(?:other|\\d{1,2}|two|three|four|six)'

/** Whole phrases after "every", likeliest first. */
const phrases: readonly [RegExp, (groups: Record<string, string | undefined>) => Partial<Repeats>][] = [
  [new RegExp(`(?:weekday|workday|working day)s?`, 'y'), () => ({ freq: 'WEEKLY', weekdays: [1, 2, 3, 4, 5] })],
  [new RegExp(`weekends?`, 'y'), () => ({ freq: 'WEEKLY', weekdays: [6, 0] })],
  [new RegExp(`quarters?`, 'y'), () => ({ freq: 'MONTHLY', interval: 3 })],
  [new RegExp(`other\\s+(?<days>${days})`, 'y'), (said) => ({ freq: 'WEEKLY', interval: 2, weekdays: weekdaysIn(said['days']) })],
  [new RegExp(`(?:month\\s+on\\s+)?(?:the\\s+)?(?<which>${which})\\s+(?<day>${dayName})${ofMonth}`, 'y'), (said) => ({ freq: 'MONTHLY', weekdays: weekdaysIn(said['day']), nth: nthOf(said['which']) })],
  [new RegExp(`(?:month\\s+on\\s+)?(?:the\\s+)?last\\s+day${ofMonth}`, 'y'), () => ({ freq: 'MONTHLY', monthDay: 31 })],
  [new RegExp(`(?:year\\s+on\\s+)?(?:the\\s+)?(?:(?<day>\\d{1,2})${ordinal}?(?:\\s+of)?\\s+(?<month>${monthName})|(?<named>${monthName})\\s+(?<dated>\\d{1,2})(?:st|nd|rd|th)?)`, 'y'),
    (said) => ({ freq: 'YEARLY', monthDay: Number(said['day'] ?? said['dated']), month: monthWords.indexOf((said['month'] ?? said['named'])!.slice(0, 3).toLowerCase()) + 1 })],
  [new RegExp(`(?<days>${days})`, 'y'), (said) => ({ freq: 'WEEKLY', weekdays: weekdaysIn(said['days']) })],
  [new RegExp(`(?<day>\\d{1,2})(?:st|nd|rd|th)${ofMonth}`, 'y'), (said) => ({ freq: 'MONTHLY', monthDay: Number(said['day']) })],
  [new RegExp(`(?:(?<many>${many})\\s+)?weeks?\\s+on\\s+(?<days>${days})`, 'y'), (said) => ({ freq: 'WEEKLY', interval: intervalOf(said['many']), weekdays: weekdaysIn(said['days']) })],
  [new RegExp(`(?:(?<many>${many})\\s+)?months?\\s+on\\s+the\\s+(?<day>\\d{1,2})${ordinal}?`, 'y'), (said) => ({ freq: 'MONTHLY', interval: intervalOf(said['many']), monthDay: Number(said['day']) })],
  [new RegExp(`(?:(?<many>${many})\\s+)?(?<unit>day|week|month|year)s?`, 'y'), (said) => ({ freq: freqOf[said['unit']!.toLowerCase() as keyof typeof freqOf], interval: intervalOf(said['many']) })],
]

const freqOf = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' } as const
const counts: Readonly<Record<string, number>> = { other: 2, two: 2, three: 3, four: 4, six: 6 }
const intervalOf = (words = '1'): number => counts[words.toLowerCase()] ?? Math.max(1, Number(words))
const weekdaysIn = (words = ''): number[] => [...words.matchAll(/\p{L}+/gu)].map(([name]) => dayWords.indexOf(name.slice(0, 3).toLowerCase())).filter((day) => day >= 0)
const nthOf = (word = ''): number => (word.toLowerCase() === 'last' ? -1 : [/^(?:1st|first)$/i, /^(?:2nd|second)$/i, /^(?:3rd|third)$/i, /^(?:4th|fourth)$/i].findIndex((pattern) => pattern.test(word)) + 1)

export function findRepeat(text: string): Repeats | null {
  for (const every of text.matchAll(/(?<=^|\s)(?:every|each)\s+/giu)) {
    const at = every.index + every[0].length
    const found = phrases.flatMap(([pattern, reads]): Repeats[] => {
      const phrase = new RegExp(`${pattern.source}(?=[\\s,.;:!?)]|$)`, 'iuy')
      phrase.lastIndex = at
      const match = phrase.exec(text)
      return match === null ? [] : [{ ...none, ...reads(match.groups ?? {}), start: every.index, end: phrase.lastIndex }]
    }).filter(isPossible)
    // The longest says most: "every 2nd" is the beginning of "every 2nd friday".
    const longest = found.reduce<Repeats | null>((most, one) => (most === null || one.end > most.end ? one : most), null)
    if (longest !== null) return longest
  }
  // "weekly" within a title is a word of it ("weekly report"); at the end it says how often.
  const last = /(?<=\S\s+)(daily|weekly|monthly|quarterly|yearly)\s*$/i.exec(text)
  if (last === null) return null
  const word = last[1]!.toUpperCase(), place = { start: last.index, end: last.index + word.length }
  return word === 'QUARTERLY' ? { ...none, ...place, freq: 'MONTHLY', interval: 3 } : { ...none, ...place, freq: word as Frequency }
}

const none: Repeats = { freq: 'DAILY', interval: 1, weekdays: [], nth: null, monthDay: null, month: null, start: 0, end: 0 }

/** A 45th, or a 31 June, is none. */
function isPossible({ monthDay, month }: Repeats): boolean {
  return monthDay === null || (monthDay >= 1 && monthDay <= (month === null ? 31 : new Date(Date.UTC(2024, month, 0)).getUTCDate()))
}

/** The words do not say the day: it is that of the due, whichever that will be. */
export const isOfItsDue = ({ weekdays, monthDay }: Repeats): boolean => weekdays.length === 0 && monthDay === null

/** The rule of a task that is due on a date first. */
export function ruleFrom({ freq, interval, weekdays, nth, monthDay, month }: Repeats, date: string): string {
  if (nth !== null) return `FREQ=MONTHLY;BYDAY=${nth}${dayWords[weekdays[0]!]!.slice(0, 2).toUpperCase()}`
  // The 31st is the last day of months that have fewer, and the rule is about the 31st all the same.
  if (monthDay !== null) return repeatRule(freq, `2024-${String(month ?? 1).padStart(2, '0')}-${String(monthDay).padStart(2, '0')}`, { interval })
  return repeatRule(freq, date, { interval, weekdays })
}

/** Its first day, from today on. */
export function firstDay(repeats: Repeats, today: string): string {
  for (let ahead = 0, date = today; ahead < 366; ahead += 1, date = addDays(date, 1)) if (isOn(repeats, date)) return date
  return today
}

function isOn({ weekdays, nth, monthDay, month }: Repeats, date: string): boolean {
  const day = Number(date.slice(8)), isLast = addDays(date, 1).endsWith('-01')
  if (nth !== null) return weekdays[0] === weekdayOf(date) && (nth > 0 ? Math.ceil(day / 7) === nth : addDays(date, 7).slice(0, 7) !== date.slice(0, 7))
  if (weekdays.length > 0) return weekdays.includes(weekdayOf(date))
  if (month !== null && Number(date.slice(5, 7)) !== month) return false
  return monthDay === null || day === monthDay || (isLast && day < monthDay)
}
