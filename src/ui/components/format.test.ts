import { describe, expect, it } from 'vitest'
import { formatCalendarDate, formatWhen } from './format.ts'

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

describe('an instant in near words', () => {
  it('is written by hand as the platform would write it', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const at = new Date(2026, 10, 26, hour, hour), later = new Date(2026, 10, 26, 23, 59, 59)
      if (later.getTime() - at.getTime() < 3_600_000) continue
      expect(formatWhen(at.toISOString(), later.getTime(), 'en-US')).toBe(new Intl.DateTimeFormat('en-US', { timeStyle: 'short' }).format(at))
    }
    const now = new Date(2026, 11, 30).getTime()
    for (let month = 0; month < 12; month += 1) {
      const [thisYear, before] = [new Date(2026, month, 1 + month), new Date(2019, month, 1 + month)]
      expect(formatWhen(thisYear.toISOString(), now, 'en-US')).toBe(new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short' }).format(thisYear))
      expect(formatWhen(before.toISOString(), now, 'en-US')).toBe(new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric' }).format(before))
    }
  })
})
