import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCalendarDate } from '../../model/text.ts'
import { dateOrderOf, isEmptyDate, orderIn, parseDate } from './dates.ts'

describe('a date', () => {
  it.each([
    ['1980-03-22', '1980-03-22'], ['19800322', '1980-03-22'], ['1980/3/2', '1980-03-02'], ['--0203', '--02-03'], ['--02-29', '--02-29'],
    ['1980-03-22T23:30:00-08:00', '1980-03-22'], ['1980-03-22 00:00:00', '1980-03-22'], ['2024-03-12 09:14', '2024-03-12'], ['19800322T000000Z', '1980-03-22'],
    ['12 Mar 2024', '2024-03-12'], ['12. März 2024', '2024-03-12'], ['March 12th, 2024', '2024-03-12'], ['Tue, 12 March 2024', '2024-03-12'], ['12 de marzo de 2024', '2024-03-12'], ['3. Mai', '--05-03'], ['Dec 5', '--12-05'], ['31-Dec-1999', '1999-12-31'], ['12-Mar-80', '1980-03-12'], ['1 mars 1980', '1980-03-01'], ['3 augusti 1980', '1980-08-03'], ['1.2.31', '1931-02-01'],
    ['22.03.1980', '1980-03-22'], ['22.3.80', '1980-03-22'], ['1.2.05', '2005-02-01'], ['24.12.', '--12-24'],
    ['3/22/1980', '1980-03-22'], ['22/3/1980', '1980-03-22'],
  ])('%s is %s', (text, date) => { expect(parseDate(text, 'dmy')).toBe(date) })

  it.each(['', 'soon', '31.02.1970', '1970-02-30', '2023-02-29', '13/13/2000', '1980', '1980-03', '0000-00-00', '1234567', '12 Foo 2000', '5', 'Marketing 12', '12 Junge'])('%s is none', (text) => {
    expect(parseDate(text, 'dmy')).toBeNull()
  })

  it('in figures follows its column, unless only one reading is a date', () => {
    expect(parseDate('03/04/1980', 'mdy')).toBe('1980-03-04')
    expect(parseDate('03/04/1980', 'dmy')).toBe('1980-04-03')
    expect(parseDate('03/22/1980', 'dmy')).toBe('1980-03-22')
  })

  it('of any day of any year keeps its day, whatever zone this machine stands in', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), (year, month, day) => {
      const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      fc.pre(isCalendarDate(iso))
      expect(parseDate(iso, 'mdy')).toBe(iso)
      expect(parseDate(iso.replace(/-/g, ''), 'mdy')).toBe(iso)
      expect(parseDate(`${iso}T23:59:59+14:00`, 'mdy')).toBe(iso)
      expect(parseDate(`${day}.${month}.${String(year).padStart(4, '0')}`, 'dmy')).toBe(iso)
    }))
  })
})

describe('the order of day and month', () => {
  it('is proved by a day above twelve', () => {
    expect(dateOrderOf(['01/02/1980', '03/22/1980'])).toBe('mdy')
    expect(dateOrderOf(['01/02/1980', '22/03/1980'])).toBe('dmy')
    expect(dateOrderOf(['01.02.1980', '03.22.1980'])).toBe('mdy')
  })

  it('without proof is what the marks are usual with', () => {
    expect(dateOrderOf(['01/02/1980'])).toBe('mdy')
    expect(dateOrderOf(['01.02.1980'])).toBe('dmy')
  })

  it('is open where a date with slashes could be read either way and nothing proves how', () => {
    expect(orderIn(['5/5/1980', '5/7/1990'])).toEqual({ order: 'mdy', isAny: true, open: '5/7/1990' })
    expect(orderIn(['5/7/1990', '5/17/1990']).open).toBeNull()
    expect(orderIn(['05.07.1990']).open, 'nobody writes the month first with dots').toBeNull()
    expect(orderIn(['1990-05-07', ''])).toMatchObject({ isAny: false, open: null })
  })
})

it('what programs write for no date is nothing', () => {
  for (const text of ['', '0/0/00', '00.00.0000', '0000-00-00', '--', ' ']) expect(isEmptyDate(text)).toBe(true)
  for (const text of ['?', '1980', 'unknown']) expect(isEmptyDate(text)).toBe(false)
})
