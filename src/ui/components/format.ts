/*
 * Dates and numbers as people read them. A calendar date has neither time nor zone: it is never put through `new Date(text)`.
 */
import { once } from '../../shared/once.ts'

const language = typeof navigator === 'undefined' ? 'en' : navigator.language
const dateAndTime = once(() => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }))
const shortDate = once(() => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }))
const otherYear = once(() => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }))
const time = once(() => new Intl.DateTimeFormat(language, { timeStyle: 'short' }))

/** "12,767". By hand: the first number format of a page takes longer to make than a screen to draw. */
export const formatCount = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** "1 contact", "12 contacts". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${formatCount(count)} ${count === 1 ? one : many}`

/** "1990-05-17" is 17 May 1990 and "--05-17" is 17 May, wherever one is; `as`: the language, else the browser's. */
export function formatCalendarDate(date: string, as = language): string {
  const match = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(date)
  if (!match) return date
  const [, year, month, day] = match
  // By hand where it is simple: the list of contacts would wait for the page's first date formats.
  if (isEnglish(as) && englishMonths[Number(month) - 1] !== undefined) return englishDate(Number(month) - 1, Number(day), year === undefined ? undefined : Number(year))
  const utc = Date.UTC(year === undefined ? 2000 : Number(year), Number(month) - 1, Number(day))
  return calendar(as, year !== undefined).format(utc)
}

const calendars = new Map<string, Intl.DateTimeFormat>()
function calendar(as: string, withYear: boolean): Intl.DateTimeFormat {
  const key = `${as} ${withYear}`
  const made = calendars.get(key) ?? new Intl.DateTimeFormat(as, { day: 'numeric', month: 'short', ...(withYear ? { year: 'numeric' } : {}), timeZone: 'UTC' })
  calendars.set(key, made)
  return made
}

const isEnglish = (language: string): boolean => /^en(-US)?$/.test(language)
const englishDate = (month: number, day: number, year?: number): string => `${englishMonths[month] ?? ''} ${day}${year === undefined ? '' : `, ${year}`}`
const englishTime = (at: Date): string => `${at.getHours() % 12 || 12}:${String(at.getMinutes()).padStart(2, '0')} ${at.getHours() < 12 ? 'AM' : 'PM'}`
const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "just now", "5 min ago", "14:02", "12 May", "12 May 2023": as near as is of use. */
export function formatWhen(iso: string, now: number, as = language): string {
  const at = new Date(iso)
  const seconds = (now - at.getTime()) / 1_000
  if (Number.isNaN(seconds)) return ''
  if (seconds < 45) return 'just now'
  if (seconds < 3_600) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  const today = new Date(now)
  const sameYear = at.getFullYear() === today.getFullYear()
  const byHand = isEnglish(as)
  if (at.toDateString() === today.toDateString()) return byHand ? englishTime(at) : time().format(at)
  if (byHand) return englishDate(at.getMonth(), at.getDate(), sameYear ? undefined : at.getFullYear())
  return sameYear ? shortDate().format(at) : otherYear().format(at)
}

/** "2:02 PM", "14:02": the time of day alone, of something near. */
export const formatTime = (iso: string, as = language): string => (isEnglish(as) ? englishTime(new Date(iso)) : time().format(new Date(iso)))

/** The whole of it, for titles and history. */
export const formatInstant = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : dateAndTime().format(new Date(iso)))

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(0)} kB`
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}
