import { expect, it } from 'vitest'
import { addMonths, dayIn, firstWeekday, weeksOf } from './month-days.ts'

it('lays a month out in whole weeks, whichever day they begin with', () => {
  expect(weeksOf('2026-11', 1).map(([first]) => first)).toEqual(['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30'])
  expect(weeksOf('2026-11', 0).map(([first]) => first)).toEqual(['2026-11-01', '2026-11-08', '2026-11-15', '2026-11-22', '2026-11-29'])
  expect(weeksOf('2027-02', 1)).toHaveLength(4)
  for (const week of weeksOf('2024-02', 6)) expect(new Set(week).size).toBe(7)
})

it('goes from month to month over years, and to a day that is there', () => {
  expect([addMonths('2026-11', 2), addMonths('2026-01', -1), addMonths('2026-11', 0)]).toEqual(['2027-01', '2025-12', '2026-11'])
  expect([dayIn('2027-02', '2027-01-31'), dayIn('2028-02', '2028-01-30'), dayIn('2026-12', '2026-11-15')]).toEqual(['2027-02-28', '2028-02-29', '2026-12-15'])
})

it('begins weeks as people do where they are, and with Monday where nobody knows', () => {
  expect([firstWeekday('en-US'), firstWeekday('de-DE'), firstWeekday('no language')]).toEqual([0, 1, 1])
})
