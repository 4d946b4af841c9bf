import { describe, expect, it } from 'vitest'
import { nameWords, readQuickAdd, saidOnce, type QuickAddContext } from './quick-add.ts'
import { readDates } from './read-dates.ts'

// A Thursday.
const now = new Date(2026, 10, 26, 9, 30)
const context: QuickAddContext = {
  today: '2026-11-26', zone: 'Europe/Berlin', ignored: new Set(),
  people: [{ id: 'c1', name: 'Ana Silva' }, { id: 'c2', name: 'Jörg Weiß' }, { id: 'c3', name: 'Ben Carter' }, { id: 'c4', name: 'Ben Foster' }],
  projects: [{ id: 'p1', name: 'Onboarding' }, { id: 'p2', name: 'Spring Retreat' }],
  readDates: (text) => readDates(text, now),
}
const read = (text: string, more: Partial<QuickAddContext> = {}) => readQuickAdd(text, { ...context, ...more })
const said = (text: string): [string, object] => { const { title, fields } = read(text); return [title, fields] }

describe('quick add', () => {
  it('reads the line of the product', () => {
    const { title, fields, parts } = read('call Ana tomorrow 10:00 !high #onboarding')
    expect(title).toBe('call Ana')
    expect(fields).toEqual({ due: '2026-11-27T10:00[Europe/Berlin]', priority: 'high', projectId: 'p1', contactId: 'c1' })
    expect(parts.map(({ kind, label }) => [kind, label])).toEqual([['person', 'Ana Silva'], ['due', ''], ['priority', 'High'], ['project', 'Onboarding']])
  })

  it.each([
    ['Send the offer on Friday', 'Send the offer', '2026-11-27'],
    ['Send the offer by next monday', 'Send the offer', '2026-11-30'],
    ['Invoice in 2 weeks', 'Invoice', '2026-12-10'],
    ['Renew domain dec 5', 'Renew domain', '2026-12-05'],
    ['Renew domain 2027-01-03', 'Renew domain', '2027-01-03'],
    ['Taxes 31.12.', 'Taxes', '2026-12-31'],
    ['Taxes 3.4. 9:00', 'Taxes', '2027-04-03T09:00[Europe/Berlin]'],
    ['Taxes 3.4.2027', 'Taxes', '2027-04-03'],
    ['Taxes 4/3/2027', 'Taxes', '2027-04-03'],
    ['Gifts 24. December', 'Gifts', '2026-12-24'],
    ['Renew in 7 days', 'Renew', '2026-12-03'],
    ['Call next monday 9am', 'Call', '2026-11-30T09:00[Europe/Berlin]'],
    ['Call back at 14:30', 'Call back', '2026-11-26T14:30[Europe/Berlin]'],
    ['Call back at 8am', 'Call back', '2026-11-27T08:00[Europe/Berlin]'],
    ['today: water the plants', undefined, '2026-11-26'],
    ['tomorrow prepare slides at 9:15', 'prepare slides', '2026-11-27T09:15[Europe/Berlin]'],
  ])('dates: %s', (text, title, due) => {
    const { title: got, fields } = read(text)
    expect(fields.due).toBe(due)
    if (title !== undefined) expect(got).toBe(title)
  })

  it.each([
    ['Water plants every day', 'Water plants', 'FREQ=DAILY', '2026-11-26'],
    ['Review every friday at 9:00', 'Review', 'FREQ=WEEKLY;BYDAY=FR', '2026-11-27T09:00[Europe/Berlin]'],
    ['Standup every weekday', 'Standup', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-11-26'],
    ['Train every mon, wed and fri', 'Train', 'FREQ=WEEKLY;BYDAY=MO,WE,FR', '2026-11-27'],
    ['Invoice every month on the 31st', 'Invoice', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2026-11-30'],
    ['Invoice every 15th', 'Invoice', 'FREQ=MONTHLY;BYMONTHDAY=15', '2026-12-15'],
    ['Check in every other week', 'Check in', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', '2026-11-26'],
    ['Pay rent every 2nd friday', 'Pay rent', 'FREQ=MONTHLY;BYDAY=2FR', '2026-12-11'],
    ['Close the books every last friday of the month', 'Close the books', 'FREQ=MONTHLY;BYDAY=-1FR', '2026-11-27'],
    ['Close the books every month on the last day at 17:00', 'Close the books', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2026-11-30T17:00[Europe/Berlin]'],
    ['Clean every other tuesday', 'Clean', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', '2026-12-01'],
    ['Visit every May 17', 'Visit', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=17', '2027-05-17'],
    ['Visit every year on 29 February', 'Visit', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1', '2027-02-28'],
    ['Tidy up every weekend', 'Tidy up', 'FREQ=WEEKLY;BYDAY=SA,SU', '2026-11-28'],
    ['Gym every mon/wed 7am', 'Gym', 'FREQ=WEEKLY;BYDAY=MO,WE', '2026-11-30T07:00[Europe/Berlin]'],
    ['Figures every quarter', 'Figures', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=26', '2026-11-26'],
    ['Report monthly', 'Report', 'FREQ=MONTHLY;BYMONTHDAY=26', '2026-11-26'],
    ['Report every month from dec 5', 'Report', 'FREQ=MONTHLY;BYMONTHDAY=5', '2026-12-05'],
  ])('repeats: %s', (text, title, repeat, due) => {
    expect(said(text)).toEqual([title, { repeat, due }])
  })

  it.each([
    'Weekly report', 'May I ask for more', 'Buy sun protection', 'Answer the daily mail', 'Read chapter 5', 'Version 3 of the offer', 'Rate 4! Really', 'C# course', '7 days trial', 'Write the 3 weeks plan', '2 years warranty', 'Book a room for 2 weeks', 'Look at ticket 2026-11-30-A', 'Decorate 2 days before easter',
    'Write down what was said last friday', 'Read every chapter', 'Invoice December 2026', 'Order 12/2026', 'Each 45th person', 'mail a@example.org',
  ])('leaves words alone: %s', (text) => {
    expect(said(text)).toEqual([text, {}])
  })

  it('leaves no empty brackets and no mark by itself where a part stood', () => {
    expect(said('call Ana (tomorrow)')).toEqual(['call Ana', { due: '2026-11-27', contactId: 'c1' }])
    expect(said('Pay the rent tomorrow!')).toEqual(['Pay the rent!', { due: '2026-11-27' }])
    expect(said('tomorrow!')).toEqual(['tomorrow!', {}])
    expect(said('Ask (again) ! really')).toEqual(['Ask (again) ! really', {}])
  })

  it('a time of another zone is the moment that it is, by the clock here', () => {
    const shown = (...utc: [number, number, number, number]): string => {
      const at = new Date(Date.UTC(...utc)), two = (n: number): string => String(n).padStart(2, '0')
      return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:00[Europe/Berlin]`
    }
    expect(said('Meet tomorrow 3pm EST')).toEqual(['Meet', { due: shown(2026, 10, 27, 20) }])
    expect(said('Meet 2026-12-03 18:00 UTC')).toEqual(['Meet', { due: shown(2026, 11, 3, 18) }])
  })

  it('takes a project by its beginning, and a tag where there is none', () => {
    expect(said('Book rooms #spring')).toEqual(['Book rooms', { projectId: 'p2' }])
    expect(said('Book rooms #spring-retreat #travel')).toEqual(['Book rooms', { projectId: 'p2', tags: ['travel'] }])
    expect(said('Book #Übung')).toEqual(['Book', { tags: ['Übung'] }])
  })

  it('knows people by whole name, by first name where only one has it, and by @', () => {
    expect(said('Ask jörg weiß about it')).toEqual(['Ask jörg weiß about it', { contactId: 'c2' }])
    expect(said('Ask Ben about it')).toEqual(['Ask Ben about it', {}])
    expect(said('Ask Ben Foster about it')).toEqual(['Ask Ben Foster about it', { contactId: 'c4' }])
    expect(said('Ask @ben about it')).toEqual(['Ask ben about it', { contactId: 'c3' }])
    expect(said('Analyse numbers')).toEqual(['Analyse numbers', {}])
    // A sign is two units of a string, and shifts no place.
    expect(said('\u{1F382} Cake for Ana, \u{1F468}\u200d\u{1F469} too, tomorrow')).toEqual(['\u{1F382} Cake for Ana, \u{1F468}\u200d\u{1F469} too', { due: '2026-11-27', contactId: 'c1' }])
    expect(said('\u{1F389} Jorg Weiss \u{1F389}')).toEqual(['\u{1F389} Jorg Weiss \u{1F389}', { contactId: 'c2' }])
    expect(nameWords('call Ana Silva and @ben about #Rome')).toEqual(['ben', 'Ana', 'Silva'])
  })

  it('takes a part back: it is words of the title again', () => {
    const { parts } = read('Plan tomorrow !high')
    const [due, priority] = parts
    expect(read('Plan tomorrow !high', { ignored: new Set([due!.key]) })).toMatchObject({ title: 'Plan tomorrow', fields: { priority: 'high' } })
    expect(read('Plan tomorrow !high', { ignored: new Set([due!.key, priority!.key]) })).toMatchObject({ title: 'Plan tomorrow !high', fields: {} })
    expect(read('Plan #onboarding #onboarding', { ignored: new Set(['project #onboarding 0']) })).toMatchObject({ title: 'Plan #onboarding', fields: { projectId: 'p1' } })
    expect(read('Ask Ana', { ignored: new Set(['person ana 0']) }).fields).toEqual({})
  })

  it('says once what was said twice, and takes it back as one', () => {
    const text = 'at 10:00 plan the trip #travel #Travel for all tomorrow #onboarding #onboarding', { title, fields, parts } = read(text)
    expect(title).toBe('plan the trip for all')
    expect(fields).toMatchObject({ tags: ['travel'], projectId: 'p1', due: '2026-11-27T10:00[Europe/Berlin]' })
    const chips = saidOnce(parts)
    expect(chips.map(({ part, keys }) => [part.kind, part.label, keys.length])).toEqual([['due', '', 2], ['tag', 'travel', 2], ['project', 'Onboarding', 2]])
    expect(read(text, { ignored: new Set(chips[1]!.keys) }).fields).not.toHaveProperty('tags')
    expect(read(text, { ignored: new Set(chips[0]!.keys) }).fields).not.toHaveProperty('due')
  })

  it('needs a title: what would be only parts is the title', () => {
    expect(said('tomorrow !high')).toEqual(['tomorrow !high', {}])
    expect(said('')).toEqual(['', {}])
  })

  it('takes dates for words while the library is not there', () => {
    expect(read('Plan tomorrow !low', { readDates: null })).toMatchObject({ title: 'Plan tomorrow', fields: { priority: 'low' } })
  })
})
