import * as library from 'rrule'
import { parseDue, writeDue, type Due } from './due.ts'
import { isRepeat } from './repeat-rules.ts'
import { dueIn } from './zoned.ts'

/*
 * What a repeating task's next due is. Recurrence is counted on the calendar and the clock of the due's own zone, as if there were no zones:
 * ten o'clock in Berlin stays ten o'clock in Berlin, whatever summer time does to the moment. Only here is the library loaded.
 */

/** Node takes the library as the one object that it is to CommonJS, what is built for browsers by its names. */
const { RRule } = ('RRule' in library ? library : Reflect.get(library, 'default')) as typeof library

/**
 * The first due of the rule after `due` that is not before `today`, and the rule as it goes on from there; null where it has come to its end.
 * What was missed meanwhile is not made up for: it would be a pile of tasks nobody can do any more.
 * @param today the calendar date where the person is
 */
export function nextOccurrence(rule: string, due: string, today: string): { due: string; repeat: string } | null {
  const from = parseDue(due)
  if (from === null || !isRepeat(rule)) return null
  const { count, until: _, ...options } = RRule.parseString(rule), until = untilThere(rule, from)
  if (typeof count === 'number' && count <= 1) return null
  const first = wallClock(from.date, from.time), after = new Date(Math.max(first.getTime(), wallClock(today, null).getTime() - 1)), start = laterByPeriods(first, after, options)
  const years = yearsToTheEnd(after), last = until === null ? null : laterBy(until, years)
  const next = new RRule({ ...asFewSteps(options), dtstart: laterBy(start, years), ...(last === null || last.getUTCFullYear() > lastYear ? {} : { until: last }) }).after(laterBy(after, years))
  if (next === null) return null
  return {
    due: writeDue({ ...from, date: laterBy(next, -years).toISOString().slice(0, 10) }),
    repeat: typeof count === 'number' ? rule.replace(/COUNT=\d+/, `COUNT=${count - 1}`) : rule,
  }
}

/** When a rule ends, by the clock of the due. A day lasts until it is over, and a moment is shown as the due's zone has it. */
function untilThere(rule: string, { zone }: Due): Date | null {
  const [, year, month, day, hour, minute, seconds, utc] = /UNTIL=(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?/.exec(rule) ?? []
  if (year === undefined) return null
  const date = `${year}-${month}-${day}`, time = hour === undefined ? null : `${hour}:${minute}`
  const shown = utc === undefined || zone === null || time === null ? null : dueIn(`${date}T${time}[UTC]`, zone)
  const end = new Date(`${shown?.date ?? date}T${shown?.time ?? time ?? '23:59'}:${seconds ?? '59'}Z`)
  return Number.isNaN(end.getTime()) ? null : end
}

/*
 * For a day that never comes (31 February) the library looks until its last year, day by day, for a minute in which nothing else can be done. The calendar repeats
 * itself every 400 years, weekdays and all, so it is made to count shortly before that year.
 */
const lastYear = 9999, cycle = 400
/** A 29 February that is a Monday may be 40 years away. */
const fewestYears = 41
const yearsToTheEnd = (after: Date): number => Math.floor((lastYear - fewestYears - after.getUTCFullYear()) / cycle) * cycle

function laterBy(date: Date, years: number): Date {
  const later = new Date(date)
  later.setUTCFullYear(later.getUTCFullYear() + years)
  return later
}

/** The library counts every day from the start on; as many whole periods as have gone by since a due of long ago are passed over. */
function laterByPeriods(start: Date, until: Date, { freq, interval }: Partial<library.Options>): Date {
  const days = (freq === RRule.DAILY ? 1 : freq === RRule.WEEKLY ? 7 : 0) * (interval ?? 1), periodMs = days * 86_400_000
  const gone = periodMs === 0 ? 0 : Math.floor((until.getTime() - start.getTime()) / periodMs)
  return new Date(start.getTime() + Math.max(0, gone - 1) * periodMs)
}

/** Days that are told by their number, or by the week of the year, are the same counted by years, and these are few. The first Monday of a month is no other's. */
function asFewSteps(options: Partial<library.Options>): Partial<library.Options> {
  const { interval, bysetpos, byweekday, bymonthday, byyearday, byweekno } = options
  const isTold = [bymonthday, byyearday, byweekno].some((part) => part !== undefined && part !== null)
  const isCounted = [byweekday ?? []].flat().some((day) => typeof day === 'object' && day.n !== undefined)
  return (interval ?? 1) === 1 && !bysetpos && isTold && !isCounted ? { ...options, freq: RRule.YEARLY } : options
}

/** The library counts in UTC; a clock's reading is handed to it as one of there. */
const wallClock = (date: string, time: string | null): Date => new Date(`${date}T${time ?? '00:00'}:00Z`)
