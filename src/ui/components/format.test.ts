import { describe, expect, it } from 'vitest'
import { formatCalendarDate } from './format.ts'

describe('a calendar date', () => {
  it('is written by hand as the platform would write it', () => {
    for (let month = 1; month <= 12; month += 1) {
      for (const year of [undefined, 1850, 2024]) {
        const date = new Date(Date.UTC(year ?? 2000, month - 1, month + 3))
        const written = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', ...(year === undefined ? {} : { year: 'numeric' }), timeZone: 'UTC' }).format(date)
        const stored = `${year ?? '-'}-${String(month).padStart(2, '0')}-${String(month + 3).padStart(2, '0')}`
        expect(formatCalendarDate(stored, 'en-US')).toBe(written)
      }
    }
  })

  it('is written as other languages do, and what is none stays as it is', () => {
    expect(formatCalendarDate('1990-05-17', 'de')).toBe('17. Mai 1990')
    expect(formatCalendarDate('--05-17', 'en-GB')).toBe('17 May')
    expect(formatCalendarDate('soon', 'en-US')).toBe('soon')
  })
})
