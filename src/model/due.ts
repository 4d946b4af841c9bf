/*
 * When something is due: a calendar date, or a time of day on it in a zone. Both are one value of one field, so that a date set here and a
 * time set there are two edits of the same thing, and never meet as a time without its date or a time in somebody else's zone.
 *
 *   2026-11-27                          the day, wherever one is
 *   2026-11-27T10:00[Europe/Berlin]     ten o'clock there (RFC 9557, the offset left to the zone), whatever the offset will be by then
 */
export interface Due {
  /** "2026-11-27" */
  date: string
  /** "10:00", of 24 hours; null: all day. */
  time: string | null
  /** An IANA zone; with a time, and only then. */
  zone: string | null
}

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):([0-5]\d)\[([A-Za-z][\w+-]*(?:\/[\w+-]+)*)\])?$/

/** Null for what is no due. */
export function parseDue(value: unknown): Due | null {
  const match = typeof value === 'string' && value.length <= 100 ? pattern.exec(value) : null
  if (!match) return null
  const [, year, month, day, hour, minute, zone] = match
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (date.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return null
  return { date: `${year}-${month}-${day}`, time: hour === undefined ? null : `${hour}:${minute}`, zone: zone ?? null }
}

export const writeDue = ({ date, time, zone }: Due): string => (time === null || zone === null ? date : `${date}T${time}[${zone}]`)

/** A calendar date so many days later, or earlier. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** Days from one calendar date to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** 0 Sunday … 6 Saturday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay()
