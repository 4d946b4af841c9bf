import { describe, expect, it } from 'vitest'
import { parseCalendarDate } from './calendar-date.ts'

describe('a calendar date as people write it', () => {
  it.each([
    ['1990-05-17', '1990-05-17'], ['1990-5-7', '1990-05-07'], ['05-17', '--05-17'], ['--05-17', '--05-17'],
    ['17.05.1990', '1990-05-17'], ['17.5.', '--05-17'], ['17. 5. 1990', '1990-05-17'],
    ['17 May 1990', '1990-05-17'], ['17 may', '--05-17'], ['May 17', '--05-17'], ['September 3, 1988', '1988-09-03'], ['29 Feb', '--02-29'],
  ])('reads %s', (typed, date) => { expect(parseCalendarDate(typed)).toBe(date) })

  it.each(['5/6/1990', '30.02.1990', '29 Feb 1991', '17 Foo', 'soon', '', '1990-13-01'])('does not guess at %s', (typed) => {
    expect(parseCalendarDate(typed)).toBeNull()
  })
})
