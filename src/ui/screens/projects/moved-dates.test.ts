import { describe, expect, it } from 'vitest'
import { movedDates, shiftOf } from './moved-dates.ts'

const dates = { startsOn: '2026-11-27', endsOn: '2026-12-04' }

describe('a project that is moved on the timeline', () => {
  it('held in its middle, both ends move by as much, over months and years', () => {
    expect(movedDates(dates, shiftOf('whole', 5))).toEqual({ startsOn: '2026-12-02', endsOn: '2026-12-09' })
    expect(movedDates(dates, shiftOf('whole', 35))).toEqual({ startsOn: '2027-01-01', endsOn: '2027-01-08' })
  })

  it('held by an end, only that moves, and not beyond the other', () => {
    expect(movedDates(dates, shiftOf('start', -3))).toEqual({ startsOn: '2026-11-24', endsOn: '2026-12-04' })
    expect(movedDates(dates, shiftOf('end', 3))).toEqual({ startsOn: '2026-11-27', endsOn: '2026-12-07' })
    expect(movedDates(dates, shiftOf('start', 30))).toEqual({ startsOn: '2026-12-04', endsOn: '2026-12-04' })
    expect(movedDates(dates, shiftOf('end', -30))).toEqual({ startsOn: '2026-11-27', endsOn: '2026-11-27' })
  })

  it('an end that is not named stays so', () => {
    expect(movedDates({ startsOn: '2026-11-27', endsOn: '' }, shiftOf('whole', 2))).toEqual({ startsOn: '2026-11-29', endsOn: '' })
    expect(movedDates({ startsOn: '', endsOn: '2026-12-04' }, shiftOf('whole', -2))).toEqual({ startsOn: '', endsOn: '2026-12-02' })
  })

  it('dates that somebody wrote the wrong way round move as they are', () => {
    expect(movedDates({ startsOn: '2026-12-04', endsOn: '2026-11-27' }, shiftOf('whole', 1))).toEqual({ startsOn: '2026-12-05', endsOn: '2026-11-28' })
  })
})
