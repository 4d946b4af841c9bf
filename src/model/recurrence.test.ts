import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, parseDue, writeDue } from './due.ts'
import { isRepeat, repeatRule, repeatWords } from './repeat-rules.ts'
import { nextOccurrence } from './recurrence.ts'
import { dueIn, instantOf } from './zoned.ts'

const following = (rule: string, due: string, count: number): string[] => {
  const dues: string[] = []
  for (let at: { due: string; repeat: string } | null = { due, repeat: rule }; dues.length < count && at !== null;) {
    at = nextOccurrence(at.repeat, at.due, '2000-01-01')
    if (at !== null) dues.push(at.due)
  }
  return dues
}
const moments = (dues: readonly string[]): string[] => dues.map((due) => new Date(instantOf(parseDue(due)!)!).toISOString())

describe('a due', () => {
  it('is a date, or a time with its zone, and nothing between', () => {
    expect(parseDue('2026-11-27')).toEqual({ date: '2026-11-27', time: null, zone: null })
    expect(parseDue('2026-11-27T10:00[Europe/Berlin]')).toEqual({ date: '2026-11-27', time: '10:00', zone: 'Europe/Berlin' })
    for (const wrong of ['', '10:00', '2026-11-27T10:00', '2026-02-29', '2026-13-01', '--05-17', '2026-11-27T24:00[UTC]', '2026-11-27[UTC]', '2026-11-27T10:00Z', 5, null]) expect(parseDue(wrong), String(wrong)).toBeNull()
    expect(writeDue(parseDue('2026-11-27T10:00[America/Argentina/Buenos_Aires]')!)).toBe('2026-11-27T10:00[America/Argentina/Buenos_Aires]')
    expect([addDays('2024-02-28', 1), addDays('2026-01-01', -1), daysBetween('2026-03-28', '2026-03-30')]).toEqual(['2024-02-29', '2025-12-31', 2])
  })

  it('with a time reads by the clock of whoever looks, and a day is the same day everywhere', () => {
    expect(dueIn('2026-11-26T23:30[America/New_York]', 'Europe/Berlin')).toEqual({ date: '2026-11-27', time: '05:30' })
    expect(dueIn('2026-11-26T23:30[America/New_York]', 'America/New_York')).toEqual({ date: '2026-11-26', time: '23:30' })
    expect(dueIn('2026-11-26', 'Pacific/Kiritimati')).toEqual({ date: '2026-11-26', time: null })
    expect(dueIn('2026-11-26T09:00[Mars/Olympus]', 'Europe/Berlin')).toEqual({ date: '2026-11-26', time: '09:00' })
  })

  it('at an hour that a spring day leaves out is the hour after, and of one that there is twice the first', () => {
    expect(moments(['2026-03-29T02:30[Europe/Berlin]', '2026-10-25T02:30[Europe/Berlin]'])).toEqual(['2026-03-29T01:30:00.000Z', '2026-10-25T00:30:00.000Z'])
    expect(moments(['2026-03-08T02:30[America/New_York]', '2026-11-01T01:30[America/New_York]'])).toEqual(['2026-03-08T07:30:00.000Z', '2026-11-01T05:30:00.000Z'])
  })
})

describe('recurrence', () => {
  it('keeps the clock across a change of summer time, in Berlin and in New York', () => {
    const berlin = following('FREQ=WEEKLY;BYDAY=MO', '2026-03-23T10:00[Europe/Berlin]', 2)
    expect(berlin).toEqual(['2026-03-30T10:00[Europe/Berlin]', '2026-04-06T10:00[Europe/Berlin]'])
    expect(moments(['2026-03-23T10:00[Europe/Berlin]', ...berlin])).toEqual(['2026-03-23T09:00:00.000Z', '2026-03-30T08:00:00.000Z', '2026-04-06T08:00:00.000Z'])
    const daily = following('FREQ=DAILY', '2026-10-24T10:00[Europe/Berlin]', 2)
    expect(moments(daily)).toEqual(['2026-10-25T09:00:00.000Z', '2026-10-26T09:00:00.000Z'])
    expect(moments(following('FREQ=DAILY', '2026-03-07T09:00[America/New_York]', 2))).toEqual(['2026-03-08T13:00:00.000Z', '2026-03-09T13:00:00.000Z'])
    expect(moments(following('FREQ=DAILY', '2026-10-31T09:00[America/New_York]', 2))).toEqual(['2026-11-01T14:00:00.000Z', '2026-11-02T14:00:00.000Z'])
    // Between the two countries' changes the hours between them are others; each keeps its own.
    expect(following('FREQ=DAILY', '2026-03-27', 3)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30'])
  })

  it('has its last day in short months and comes back to its own, leap days too', () => {
    expect(following(repeatRule('MONTHLY', '2026-01-31'), '2026-01-31', 4)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'])
    expect(following(repeatRule('MONTHLY', '2028-01-30'), '2028-01-30', 2)).toEqual(['2028-02-29', '2028-03-30'])
    expect(following(repeatRule('MONTHLY', '2026-11-15', { interval: 3 }), '2026-11-15', 2)).toEqual(['2027-02-15', '2027-05-15'])
    expect(following(repeatRule('YEARLY', '2024-02-29'), '2024-02-29', 4)).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
    // What an import brings is taken as it is written: a plain 31st leaves short months out.
    expect(following('FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', 2)).toEqual(['2026-03-31', '2026-05-31'])
  })

  it('goes by weekdays and every other week', () => {
    expect(following(repeatRule('WEEKLY', '2026-11-26', { interval: 2 }), '2026-11-26', 2)).toEqual(['2026-12-10', '2026-12-24'])
    expect(following(repeatRule('WEEKLY', '2026-11-27', { weekdays: [5, 1, 2, 3, 4] }), '2026-11-27', 2)).toEqual(['2026-11-30', '2026-12-01'])
    expect(following('FREQ=MONTHLY;BYDAY=-1FR', '2026-11-27', 1)).toEqual(['2026-12-25'])
  })

  it('does not make up for what was missed, and does not leave today out', () => {
    expect(nextOccurrence('FREQ=DAILY', '2026-11-01', '2026-11-26')!.due).toBe('2026-11-26')
    expect(nextOccurrence('FREQ=DAILY', '2026-11-26', '2026-11-26')!.due).toBe('2026-11-27')
    expect(nextOccurrence('FREQ=WEEKLY;BYDAY=MO', '2026-11-02', '2026-11-26')!.due).toBe('2026-11-30')
    expect(nextOccurrence('FREQ=DAILY', '2026-12-24', '2026-11-26')!.due).toBe('2026-12-25')
  })

  it('comes to its end', () => {
    expect(nextOccurrence('FREQ=DAILY;COUNT=3', '2026-11-26', '2026-11-26')).toEqual({ due: '2026-11-27', repeat: 'FREQ=DAILY;COUNT=2' })
    expect(following('FREQ=DAILY;COUNT=3', '2026-11-26', 9)).toEqual(['2026-11-27', '2026-11-28'])
    expect(following('FREQ=DAILY;UNTIL=20261128', '2026-11-26', 9)).toEqual(['2026-11-27', '2026-11-28'])
    // A day that it lasts until is one of its days, whatever the time.
    expect(following('FREQ=DAILY;UNTIL=20261128', '2026-11-26T09:00[Europe/Lisbon]', 9)).toEqual(['2026-11-27T09:00[Europe/Lisbon]', '2026-11-28T09:00[Europe/Lisbon]'])
    // A moment is one of everywhere: midnight of 29 November in Shanghai, and of the 28th in New York.
    expect(following('FREQ=DAILY;UNTIL=20261128T160000Z', '2026-11-26T00:00[Asia/Shanghai]', 9)).toEqual(['2026-11-27T00:00[Asia/Shanghai]', '2026-11-28T00:00[Asia/Shanghai]', '2026-11-29T00:00[Asia/Shanghai]'])
    expect(following('FREQ=DAILY;UNTIL=20261128T045959Z', '2026-11-26T10:00[America/New_York]', 9)).toEqual(['2026-11-27T10:00[America/New_York]'])
    expect(nextOccurrence('FREQ=SECONDLY', '2026-11-26', '2026-11-26')).toBeNull()
  })

  it('refuses rules by the hour and such as never come to an end of their own', () => {
    for (const rule of ['FREQ=HOURLY', 'FREQ=DAILY;INTERVAL=0', 'DTSTART:20260101', 'every day', '', 'FREQ=DAILY;BYHOUR=1,2']) expect(isRepeat(rule), rule).toBe(false)
    for (const rule of ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1', 'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231T000000Z']) expect(isRepeat(rule), rule).toBe(true)
  })

  it('reads as people say it', () => {
    expect(repeatWords('FREQ=DAILY')).toBe('Every day')
    expect(repeatWords(repeatRule('WEEKLY', '2026-11-26', { interval: 2 }))).toBe('Every 2 weeks on Thursday')
    expect(repeatWords('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR')).toBe('Every weekday')
    expect(repeatWords('FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4')).toBe('Every week on Monday and Thursday, 4 times')
    expect(repeatWords(repeatRule('MONTHLY', '2026-01-31'))).toBe('Every month on the last day')
    expect(repeatWords(repeatRule('MONTHLY', '2026-01-22'))).toBe('Every month on the 22nd')
    expect(repeatWords(repeatRule('YEARLY', '2026-01-22'))).toBe('Every year')
    expect(repeatWords('FREQ=MONTHLY;BYDAY=-1FR')).toBe('Every month on the last Friday')
    expect(repeatWords('FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;COUNT=4')).toBe('Every 2 months on the 2nd Tuesday, 4 times')
    expect(repeatWords('FREQ=MONTHLY;BYDAY=1MO,3MO')).toBe('FREQ=MONTHLY;BYDAY=1MO,3MO')
  })

  it('takes no rule that cannot be counted, and looks for no day that never comes', () => {
    for (const wrong of ['FREQ=WEEKLY;BYDAY=XX', 'FREQ=WEEKLY;BYDAY=', 'FREQ=MONTHLY;BYDAY=0MO', 'FREQ=MONTHLY;BYMONTHDAY=0', 'FREQ=MONTHLY;BYMONTHDAY=32', 'FREQ=YEARLY;BYMONTH=13', 'FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=400', 'FREQ=DAILY;WKST=1', 'FREQ=DAILY;INTERVAL=0']) {
      expect([wrong, isRepeat(wrong), nextOccurrence(wrong, '2026-11-27', '2026-11-27')]).toEqual([wrong, false, null])
    }
    for (const right of ['FREQ=MONTHLY;BYDAY=+1MO,-1FR', 'FREQ=MONTHLY;BYMONTHDAY=01,-1;BYSETPOS=-366', 'FREQ=YEARLY;BYWEEKNO=53;WKST=SU', 'FREQ=YEARLY;BYYEARDAY=366,-1']) expect([right, isRepeat(right)]).toEqual([right, true])
    const begun = process.cpuUsage()
    for (const never of ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', 'FREQ=WEEKLY;BYMONTH=4;BYMONTHDAY=31', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30']) expect(nextOccurrence(never, '2026-11-27', '2026-11-27')).toBeNull()
    // Of the processor, not of a clock that others share: day by day to the last year it is a minute.
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(10_000)
    expect(nextOccurrence('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2096-02-29', '2096-02-29')?.due).toBe('2104-02-29')
  })

  it('a due of a thousand years ago comes to the next day as soon as one of last week, in the same steps', () => {
    const begun = process.cpuUsage()
    for (const [rule, days] of [['FREQ=DAILY', 1], ['FREQ=DAILY;INTERVAL=3', 3], ['FREQ=DAILY;BYDAY=MO,TU;INTERVAL=2', 14], ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 14], ['FREQ=WEEKLY;BYDAY=SU;INTERVAL=5;WKST=SU', 35], ['FREQ=DAILY;BYMONTH=12', 1]] as const) {
      const recent = '2026-11-16', old = addDays(recent, -Math.floor(700_000 / days) * days)
      expect([rule, old.slice(0, 2), nextOccurrence(rule, old, '2026-11-27')]).toEqual([rule, '01', nextOccurrence(rule, recent, '2026-11-27')])
      expect(nextOccurrence(rule, recent, '2026-11-27')!.due >= '2026-11-27').toBe(true)
    }
    for (const rule of ['FREQ=MONTHLY;BYMONTHDAY=31', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=YEARLY', 'FREQ=DAILY;BYMONTHDAY=1']) expect(nextOccurrence(rule, '0100-01-01', '2026-11-27')!.due >= '2026-11-27').toBe(true)
    expect(nextOccurrence('FREQ=YEARLY', '1950-05-17', '2026-11-27')!.due).toBe('2027-05-17')
    expect(nextOccurrence('FREQ=DAILY;COUNT=9', '0100-01-01', '2100-02-28')).toEqual({ due: '2100-02-28', repeat: 'FREQ=DAILY;COUNT=8' })
    expect(nextOccurrence('FREQ=DAILY', '2100-02-28', '2100-02-28')!.due).toBe('2100-03-01')
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(5_000)
  })
})
