import ICAL from 'ical.js'
import { expect, it } from 'vitest'
import { contacts } from '../model/contacts.ts'
import { notes } from '../model/notes.ts'
import { tasks } from '../model/tasks.ts'
import { exportRecords } from './export.ts'

const at = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-11-20T10:11:12.345Z' }
const calendar = (...people: { id: string; data: Record<string, string> }[]): string => {
  const result = exportRecords(contacts, 'ics', people.map((person) => ({ ...person, ...at })))
  return result.ok ? result.value : result.error.message
}

it('writes birthdays as days of every year, under ids that stay, in lines that any calendar reads', () => {
  const long = 'Maximiliane Theodora von und zu Großlangenau-Überlingen, geborene Øster'
  const text = calendar(
    { id: 'a', data: { firstName: 'Ana; the, one', birthday: '1990-05-17' } }, { id: 'b', data: { firstName: 'Ben', birthday: '--12-01' } },
    { id: 'c', data: { firstName: 'Cleo' } }, { id: 'd', data: { firstName: long, birthday: '2000-02-29' } },
  )
  expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true)
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
  expect(Math.max(...text.split('\r\n').map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75)
  const events = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((component) => new ICAL.Event(component))
  expect(events.map(({ uid, summary, startDate }) => [uid, summary, String(startDate)])).toEqual([
    ['a@satchel', 'Ana; the, one’s birthday', '1990-05-17'], ['b@satchel', 'Ben’s birthday', '1604-12-01'], ['d@satchel', `${long}’s birthday`, '2000-02-29'],
  ])
  expect(text).toContain('DTSTAMP:20261120T101112Z')
  const next = (index: number, count: number): string[] => {
    const days = events[index]!.iterator()
    return Array.from({ length: count }, () => String(days.next()))
  }
  expect(next(0, 3)).toEqual(['1990-05-17', '1991-05-17', '1992-05-17'])
  // Whoever was born on a leap day has a birthday every year.
  expect(next(2, 5)).toEqual(['2000-02-29', '2001-02-28', '2002-02-28', '2003-02-28', '2004-02-29'])
})

it('writes what is still to be done when it is due: a day as a day, a time as the moment it is, in summer as in winter', () => {
  const result = exportRecords(tasks, 'ics', [
    { id: 'day', data: { title: 'Call Ana', due: '2026-11-27', status: 'todo' } }, { id: 'winter', data: { title: 'Meet', due: '2026-11-27T10:00[Europe/Berlin]' } },
    { id: 'summer', data: { title: 'Meet again', due: '2026-07-01T10:00[Europe/Berlin]', status: 'doing' } }, { id: 'lost', data: { title: 'Far away', due: '2026-11-27T10:00[Mars/Olympus]' } },
    { id: 'done', data: { title: 'Was done', due: '2026-11-27', status: 'done' } }, { id: 'some day', data: { title: 'Whenever' } },
  ].map((task) => ({ ...task, ...at })))
  const events = new ICAL.Component(ICAL.parse(result.ok ? result.value : '') as unknown[]).getAllSubcomponents('vevent').map((component) => new ICAL.Event(component))
  expect(events.map(({ uid, summary, startDate }) => [uid, summary, String(startDate)])).toEqual([
    ['day@satchel', 'Call Ana', '2026-11-27'], ['winter@satchel', 'Meet', '2026-11-27T09:00:00Z'], ['summer@satchel', 'Meet again', '2026-07-01T08:00:00Z'], ['lost@satchel', 'Far away', '2026-11-27'],
  ])
})

it('is empty where nobody has a birthday, and nothing for what has no place in a calendar', () => {
  expect(new ICAL.Component(ICAL.parse(calendar({ id: 'c', data: { firstName: 'Cleo' } })) as unknown[]).getAllSubcomponents()).toEqual([])
  expect(exportRecords(notes, 'ics', [])).toMatchObject({ ok: false, error: { code: 'invalid' } })
})
