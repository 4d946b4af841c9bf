import { addDays } from '../../../model/due.ts'

/** By how many days a project's ends are moved. */
export interface Shift { start: number; end: number }
/** What of a bar is held: its middle moves it, an end only that end. */
export type Grip = 'whole' | 'start' | 'end'

export const shiftOf = (grip: Grip, days: number): Shift => ({ start: grip === 'end' ? 0 : days, end: grip === 'start' ? 0 : days })

/**
 * A project's dates after a shift: calendar dates, empty where there is none, as an end that is not named has nothing to move.
 * An end that is moved alone stops at the other.
 */
export function movedDates({ startsOn, endsOn }: { startsOn: string; endsOn: string }, { start, end }: Shift): { startsOn: string; endsOn: string } {
  const from = startsOn === '' ? '' : addDays(startsOn, start), to = endsOn === '' ? '' : addDays(endsOn, end)
  if (from === '' || to === '' || from <= to || start === end) return { startsOn: from, endsOn: to }
  return start === 0 ? { startsOn: from, endsOn: from } : { startsOn: to, endsOn: to }
}
