import { describe, expect, it } from 'vitest'
import type { DueHints } from './due-words.ts'
import { dueOf, momentOf } from './due-words.ts'
import { repetitionOf, ruleOf } from './repeat-words.ts'

const hints: DueHints = { order: 'dmy', here: { zone: 'Europe/Lisbon', today: '2026-11-27' }, zone: null, allDay: false }

describe('when something is due', () => {
  it.each([
    ['2027-03-12', '2027-03-12'],
    ['2027-03-12T10:00[Europe/Berlin]', '2027-03-12T10:00[Europe/Berlin]'],
    ['2027-03-12 15:30', '2027-03-12T15:30[Europe/Lisbon]'],
    ['2027-03-12T15:30:00', '2027-03-12T15:30[Europe/Lisbon]'],
    ['17 May 2027 at 5pm', '2027-05-17T17:00[Europe/Lisbon]'],
    ['May 17, 2027', '2027-05-17'],
    ['12.03.2027 14:30', '2027-03-12T14:30[Europe/Lisbon]'],
    ['1/15/30', '2030-01-15'],
    ['31.12.31 9:00', '2031-12-31T09:00[Europe/Lisbon]'],
    ['12-Mar-30', '2030-03-12'],
    ['2027-07-01 22:30:00 UTC', '2027-07-01T23:30[Europe/Lisbon]'],
    ['17 May', '2027-05-17'],
    ['28 Nov', '2026-11-28'],
    ['29 Feb', '2028-02-29'],
    ['2027-07-01T22:30:00.000Z', '2027-07-01T23:30[Europe/Lisbon]'],
    ['2026-08-31T16:00:00+0000', '2026-08-31T17:00[Europe/Lisbon]'],
  ])('%s', (words, due) => { expect(dueOf(words, hints)).toBe(due) })

  it('an instant is the day that its own zone had', () => {
    expect(dueOf('2019-08-31T16:00:00+0000', { ...hints, zone: 'Asia/Shanghai', allDay: true })).toBe('2019-09-01')
    expect(dueOf('2019-08-31T16:00:00+0000', { ...hints, zone: 'Asia/Shanghai' })).toBe('2019-09-01T00:00[Asia/Shanghai]')
    expect(dueOf('2027-03-12 10:00', { ...hints, zone: 'No/Where' })).toBe('2027-03-12T10:00[Europe/Lisbon]')
  })

  it.each(['tomorrow', 'next week', 'every day', '31.02.2027', '2027-13-01', 'soon', '', 'Marketing 12', 'Decide 5'])('“%s” is none', (words) => { expect(dueOf(words, hints)).toBeNull() })

  it('something done on a day was done at its midday', () => {
    expect(momentOf('2026-09-25', { ...hints, zone: 'Europe/Berlin' })).toBe('2026-09-25T10:00:00.000Z')
    expect(momentOf('2026-11-03T17:30:00+0000', hints)).toBe('2026-11-03T17:30:00.000Z')
  })
})

describe('how something repeats', () => {
  it.each([
    ['every day', 'FREQ=DAILY', '2026-11-27'],
    ['daily at 9am', 'FREQ=DAILY', '2026-11-27T09:00[Europe/Lisbon]'],
    ['every monday', 'FREQ=WEEKLY;BYDAY=MO', '2026-11-30'],
    ['every! 2 weeks', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', '2026-11-27'],
    ['every mon, wed and Friday at 18:00', 'FREQ=WEEKLY;BYDAY=MO,WE,FR', '2026-11-27T18:00[Europe/Lisbon]'],
    ['every other tuesday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', '2026-12-01'],
    ['every weekday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-11-27'],
    ['every 15th', 'FREQ=MONTHLY;BYMONTHDAY=15', '2026-12-15'],
    ['every month on the 31st', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2026-11-30'],
    ['every last day', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2026-11-30'],
    ['every third friday', 'FREQ=MONTHLY;BYDAY=3FR', '2026-12-18'],
    ['every quarter', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=27', '2026-11-27'],
    ['every 17 may', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=17', '2027-05-17'],
    ['every year starting 2027-02-01', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1', '2027-02-01'],
    ['every week until 2027-01-31', 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20270131', '2026-11-27'],
    ['jeden Montag', 'FREQ=WEEKLY;BYDAY=MO', '2026-11-30'],
    ['täglich', 'FREQ=DAILY', '2026-11-27'],
  ])('%s', (words, rule, due) => { expect(repetitionOf(words, hints)).toEqual({ rule, due }) })

  it.each(['every full moon', 'every hour', 'every 2 hours', 'every monday starting whenever', 'every 40th', 'after lunch', 'every'])('“%s” is kept in words', (words) => {
    expect(repetitionOf(words, hints)).toBeNull()
  })

  it('a rule of another program, where the app has it', () => {
    expect(ruleOf('RRULE:FREQ=WEEKLY;WKST=SU;INTERVAL=1;BYDAY=MO')).toBe('FREQ=WEEKLY;WKST=SU;BYDAY=MO')
    expect(ruleOf('INTERVAL=2;FREQ=DAILY')).toBe('FREQ=DAILY;INTERVAL=2')
    for (const other of ['ERULE:NAME=FORGETTINGCURVE', 'RRULE:FREQ=HOURLY', 'FREQ=DAILY;TT_SKIP=HOLIDAY', '']) expect(ruleOf(other)).toBeNull()
  })
})
