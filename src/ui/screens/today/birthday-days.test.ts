import { describe, expect, it } from 'vitest'
import { birthdaysWithin, daysUntil, turns } from './birthday-days.ts'

const on = (year: number, month: number, day: number): Date => new Date(year, month - 1, day, 23, 30)

describe('birthdays', () => {
  it('counts whole days, late in the evening too', () => {
    expect(daysUntil('1990-05-17', on(2026, 5, 17))).toBe(0)
    expect(daysUntil('1990-05-17', on(2026, 5, 16))).toBe(1)
    expect(daysUntil('1990-05-17', on(2026, 5, 18))).toBe(364)
  })
  it('comes round over the turn of the year, with and without a year', () => {
    expect(daysUntil('1980-01-03', on(2026, 12, 30))).toBe(4)
    expect(daysUntil('--01-03', on(2026, 12, 30))).toBe(4)
    expect(turns('1980-01-03', on(2026, 12, 30))).toBe(47)
    expect(turns('--01-03', on(2026, 12, 30))).toBeNull()
  })
  it('is on the 28th for those of the 29th of February when there is none', () => {
    expect(daysUntil('2000-02-29', on(2026, 2, 27))).toBe(1)
    expect(daysUntil('2000-02-29', on(2028, 2, 28))).toBe(1)
  })
  it('is not confused by what is no date', () => {
    expect(daysUntil('', on(2026, 1, 1))).toBeNull()
    expect(daysUntil('1990-02-30', on(2026, 1, 1))).toBeNull()
  })
  it('asks for the days of two weeks, over the turn of the year and in February', () => {
    expect(birthdaysWithin(on(2026, 5, 1), 14)).toEqual([{ 'birthday.yearly': { gte: '05-01', lte: '05-15' } }])
    expect(birthdaysWithin(on(2026, 12, 25), 14)).toEqual([{ 'birthday.yearly': { gte: '12-25' } }, { 'birthday.yearly': { lte: '01-08' } }])
    expect(birthdaysWithin(on(2026, 2, 14), 14)).toEqual([{ 'birthday.yearly': { gte: '02-14', lte: '02-29' } }])
  })
})
