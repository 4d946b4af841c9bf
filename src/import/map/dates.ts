import type { DateOrder } from '../contract.ts'
import { isCalendarDate } from '../../model/text.ts'

/**
 * A calendar date as the model keeps it ("1980-03-22", "--03-22") from what people and programs write; null where it is none. A time
 * after the date is cut off as it stands: no zone is ever applied, so a day never shifts. `newest`: the last year that two figures mean.
 */
export function parseDate(text: string, order: DateOrder, newest: number = ofPeople): string | null {
  const trimmed = text.trim()
  return isoLike(trimmed) ?? figures(trimmed, order, newest) ?? withMonthName(trimmed, newest)
}

/** A birthday's, and one of what people plan: "31" is 1931 there and 2031 here. */
const ofPeople = 2029
export const ofPlans = 2079

/** What programs write for no date: "0/0/00". */
export const isZeroDate = (text: string): boolean => /^0{1,4}[-/.]0{1,2}[-/.]0{1,4}$/.test(text.trim())

/** Nothing that could be a date, and nothing to keep. */
export const isEmptyDate = (text: string): boolean => isZeroDate(text) || /^(?:--|n\/a|-)?$/i.test(text.trim())

/** Which order fits the column: a day above 12 proves one; without proof, dots mean day first, slashes month first. */
export const dateOrderOf = (values: Iterable<string>): DateOrder => orderIn(values).order

/** What a column's dates of figures say of their order. `isAny`: there are such. `open`: one that could be read the other way, where nothing proves that it is not. */
export function orderIn(values: Iterable<string>): { order: DateOrder; isAny: boolean; open: string | null } {
  let dayFirst = 0, monthFirst = 0, dots = 0, slashes = 0, open: string | null = null
  for (const value of values) {
    const match = /^(\d{1,2})([./-])(\d{1,2})[./-](?:\d{2}|\d{4})(?!\d)/.exec(value.trim())
    if (match === null) continue
    if (match[2] !== '.' && Number(match[1]) !== Number(match[3])) open ??= value.trim().slice(0, 20)
    const first = Number(match[1]), second = Number(match[3])
    if (first > 12 && second <= 12) dayFirst += 1
    if (second > 12 && first <= 12) monthFirst += 1
    if (match[2] === '/') slashes += 1
    else dots += 1
  }
  const isAny = dots + slashes > 0
  if (dayFirst !== monthFirst) return { order: dayFirst > monthFirst ? 'dmy' : 'mdy', isAny, open: null }
  return { order: slashes > dots ? 'mdy' : 'dmy', isAny, open: dayFirst > 0 ? null : open }
}

const timeAfter = String.raw`(?:[T\s].*)?`
const iso = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${timeAfter}$`)
const basic = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${timeAfter}$`)
const yearless = new RegExp(`^--(\\d{2})-?(\\d{2})${timeAfter}$`)

function isoLike(text: string): string | null {
  const full = iso.exec(text) ?? basic.exec(text)
  if (full !== null) return date(full[1]!, full[2]!, full[3]!)
  const short = yearless.exec(text)
  return short === null ? null : date(null, short[1]!, short[2]!)
}

function figures(text: string, order: DateOrder, newest: number): string | null {
  const match = /^(\d{1,2})[./-]\s?(\d{1,2})(?:[./-]\s?(\d{2}|\d{4})?)?(?:\s+\d{1,2}:.*)?$/.exec(text)
  if (match === null) return null
  const [, first, second, year] = match
  const whole = wholeYear(year, newest)
  const [day, month] = order === 'dmy' ? [first!, second!] : [second!, first!]
  // One cell that contradicts the column is still a date, if it can only be read one way.
  return date(whole, month, day) ?? date(whole, day, month)
}

/** "12 Mar 2024", "12-Mar-24", "12. März", "March 12th, 2024". */
function withMonthName(text: string, newest: number): string | null {
  const words = text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/(\d)(?:st|nd|rd|th)\b/g, '$1')
  const dayFirst = /^(?:[a-z]+,\s*)?(\d{1,2})\.?[\s-]+(?:de\s+)?([a-z]{3,})\.?,?(?:[\s-]+(?:de\s+)?(\d{4}|\d{2}))?(?:\s+\d{1,2}:.*)?$/.exec(words)
  if (dayFirst !== null) return named(dayFirst[2]!, dayFirst[1]!, wholeYear(dayFirst[3], newest))
  const monthFirst = /^(?:[a-z]+,\s*)?([a-z]{3,})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?(?:,?\s+\d{1,2}:.*)?$/.exec(words)
  return monthFirst === null ? null : named(monthFirst[1]!, monthFirst[2]!, wholeYear(monthFirst[3], newest))
}

/** Whole words: a task may be "Marketing 12". */
const months: readonly RegExp[] = [
  'jan(?:uary|uari?|ner|v|vier|eiro)?|ene(?:ro)?|gen(?:naio)?', 'feb(?:r|ruary|ruari?|rero|braio)?|fev(?:r|rier|ereiro)?', 'mar(?:ch|s|ts?|z|zo|co)?|maerz|mrz|mrt|maa(?:rt)?', 'apr(?:ile?)?|abr(?:il)?|avr(?:il)?',
  'mayo?|maio?|mag(?:gio)?|mei|maj', 'jun(?:e|i|io|ho)?|juin|giu(?:gno)?', 'jul(?:y|i|io|ho)?|juil(?:let)?|lug(?:lio)?', 'aug(?:ust|usti|ustus)?|ago(?:sto)?|aout?',
  'sep(?:t|tember|tembre|tiembre)?|set(?:t|tembre|embro|iembre)?', 'oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|out(?:ubro)?', 'nov(?:ember|embre|iembre|embro)?', 'dec(?:ember|embre)?|dez(?:ember|embro)?|dic(?:iembre|embre)?',
].map((words) => new RegExp(`^(?:${words})$`))

function named(month: string, day: string, year: string | null): string | null {
  const index = months.findIndex((pattern) => pattern.test(month))
  return index < 0 ? null : date(year, String(index + 1), day)
}

function wholeYear(year: string | undefined, newest: number): string | null {
  if (year?.length !== 2) return year ?? null
  return String(Number(year) + (2000 + Number(year) <= newest ? 2000 : 1900))
}

function date(year: string | null, month: string, day: string): string | null {
  const text = `${year ?? '-'}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isCalendarDate(text) && year !== '0000' ? text : null
}
