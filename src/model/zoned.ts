import { tzOffset } from '@date-fns/tz/tzOffset'
import { parseDue, type Due } from './due.ts'

/*
 * Where a due with a time lies for somebody elsewhere. Apart from due.ts, which knows a due's form and no time zones.
 */

/**
 * The moment, ms since 1970. A time that a spring day leaves out is taken as long after midnight as its clock would say (02:30 is 03:30); of
 * one that an autumn day has twice, the first.
 * @returns null for all day, and for a zone that nobody knows
 */
export function instantOf({ date, time, zone }: Due): number | null {
  if (time === null || zone === null) return null
  const wall = Date.parse(`${date}T${time}:00Z`)
  const before = offsetMs(zone, wall - dayMs), after = offsetMs(zone, wall + dayMs)
  if (Number.isNaN(before) || Number.isNaN(after)) return null
  const candidates = [before, after].map((offset) => ({ at: wall - offset, offset }))
  return (candidates.find(({ at, offset }) => offsetMs(zone, at) === offset) ?? candidates[0]!).at
}

/** The same due as a calendar and a clock in `zone` show it; what is all day is the same day everywhere. */
export function dueIn(value: unknown, zone: string): { date: string; time: string | null } | null {
  const due = parseDue(value)
  if (due === null) return null
  if (due.zone === null || due.zone === zone) return { date: due.date, time: due.time }
  const at = instantOf(due)
  if (at === null) return { date: due.date, time: due.time }
  const shown = new Date(at + offsetMs(zone, at)).toISOString()
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) }
}

const dayMs = 86_400_000
const offsetMs = (zone: string, at: number): number => tzOffset(zone, new Date(at)) * 60_000
