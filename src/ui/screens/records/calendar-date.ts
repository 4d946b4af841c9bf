import { isCalendarDate } from '../../../model/text.ts'

/**
 * A calendar date as people write it, or null: "1990-05-17", "05-17", "--05-17", "17.05.1990", "17.5.", "17 May 1990", "May 17".
 * Slashes are not guessed at: 5/6 is two different days on two sides of the sea.
 */
export function parseCalendarDate(input: string): string | null {
  const text = input.trim()
  const iso = /^(?:(\d{4})-|--)?(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return build(iso[1], iso[2], iso[3])
  const dotted = /^(\d{1,2})\.\s*(\d{1,2})\.?\s*(\d{4})?$/.exec(text)
  if (dotted) return build(dotted[3], dotted[2], dotted[1])
  const dayFirst = /^(\d{1,2})\.?\s+([a-z]{3,9})\.?,?\s*(\d{4})?$/i.exec(text)
  if (dayFirst) return build(dayFirst[3], monthOf(dayFirst[2]), dayFirst[1])
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2}),?\s*(\d{4})?$/i.exec(text)
  if (monthFirst) return build(monthFirst[3], monthOf(monthFirst[1]), monthFirst[2])
  return null
}

const names = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthOf = (name: string | undefined): string => String(names.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1)

function build(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  const date = `${year ?? '-'}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`
  return isCalendarDate(date) ? date : null
}
