import * as library from 'rrule'
import { parseDue, writeDue } from './due.ts'
import { isRepeat } from './repeat-rules.ts'

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
  const { count, ...options } = RRule.parseString(rule)
  if (typeof count === 'number' && count <= 1) return null
  const start = wallClock(from.date, from.time)
  const next = new RRule({ ...options, dtstart: start }).after(new Date(Math.max(start.getTime(), wallClock(today, null).getTime() - 1)))
  if (next === null) return null
  return {
    due: writeDue({ ...from, date: next.toISOString().slice(0, 10) }),
    repeat: typeof count === 'number' ? rule.replace(/COUNT=\d+/, `COUNT=${count - 1}`) : rule,
  }
}

/** The library counts in UTC; a clock's reading is handed to it as one of there. */
const wallClock = (date: string, time: string | null): Date => new Date(`${date}T${time ?? '00:00'}:00Z`)
