import { describe, expect, it } from 'vitest'
import type { Rec } from '../../../data-api/types.ts'
import { remindersBetween, type Remindable, type ReminderWishes } from './reminder-times.ts'

const at = (text: string): number => new Date(text).getTime()
const task = (title: string, due: string, more: object = {}): Rec => ({ id: `t-${title}`, title, due, status: 'todo', ...more }) as unknown as Rec
const person = (firstName: string, birthday: string): Rec => ({ id: `c-${firstName}`, firstName, birthday }) as unknown as Rec
const wishes: ReminderWishes = { tasks: true, birthdays: true, morning: '09:00' }
const between = (what: Partial<Remindable>, from: string, to: string, more: Partial<ReminderWishes> = {}) =>
  remindersBetween({ tasks: [], people: [], userId: null, ...what }, { ...wishes, ...more }, at(from), at(to))

describe('reminders', () => {
  it('come at the moment a task is due, wherever its clock stands, and once', () => {
    const tasks = [task('Call', '2026-11-27T10:00[Europe/Berlin]')]
    const [reminder] = between({ tasks }, '2026-11-27T08:59:59Z', '2026-11-27T09:00:00Z')
    expect(reminder).toMatchObject({ title: 'Call', at: at('2026-11-27T09:00:00Z'), path: '/open/tasks/t-Call' })
    expect(between({ tasks }, '2026-11-27T09:00:00Z', '2026-11-28T09:00:00Z')).toEqual([])
  })

  it('tell in the morning, by the clock here, what is due that day, of several at once', () => {
    const tasks = [task('A', '2026-11-27'), task('B', '2026-11-27'), task('C', '2026-11-28')]
    expect(between({ tasks }, '2026-11-27T00:00:00', '2026-11-28T12:00:00')).toMatchObject([
      { at: at('2026-11-27T09:00:00'), title: '2 tasks are due', body: 'A and B', path: '/tasks' },
      { at: at('2026-11-28T09:00:00'), title: 'C', path: '/open/tasks/t-C' },
    ])
    expect(between({ tasks }, '2026-11-27T09:00:00', '2026-11-27T23:00:00')).toEqual([])
    expect(between({ tasks }, '2026-11-27T00:00:00', '2026-11-27T07:30:00', { morning: '07:30' })).toHaveLength(1)
  })

  it('leave out what is done, what somebody else is to do, and what nobody wants to hear of', () => {
    const tasks = [task('Done', '2026-11-27', { status: 'done' }), task('Theirs', '2026-11-27', { assigneeId: 'ben' }), task('Mine', '2026-11-27', { assigneeId: 'ana' })]
    expect(between({ tasks, userId: 'ana' }, '2026-11-27T00:00:00', '2026-11-27T12:00:00').map(({ title }) => title)).toEqual(['Mine'])
    expect(between({ tasks }, '2026-11-27T00:00:00', '2026-11-27T12:00:00', { tasks: false })).toEqual([])
  })

  it('know birthdays, also those of 29 February and those without a year', () => {
    const people = [person('Ana', '1986-02-28'), person('Leap', '1992-02-29'), person('Year', '--03-01')]
    expect(between({ people }, '2026-02-27T10:00:00', '2026-03-01T10:00:00')).toMatchObject([{ title: '2 birthdays', body: 'Ana and Leap' }, { title: 'Year has a birthday' }])
    expect(between({ people }, '2026-02-27T10:00:00', '2026-03-01T10:00:00', { birthdays: false })).toEqual([])
    expect(between({ people: people.slice(0, 1) }, '2026-02-28T00:00:00', '2026-02-28T10:00:00')).toMatchObject([{ body: 'Turns 40' }])
  })

  it('say each once over any way of cutting a month into looks', () => {
    const tasks = Array.from({ length: 60 }, (_, day) => task(`T${day}`, `2026-${day < 30 ? '11' : '12'}-${String((day % 30) + 1).padStart(2, '0')}`))
    const whole = between({ tasks }, '2026-11-01T00:00:00', '2026-12-31T00:00:00')
    const cut: string[] = []
    let from = at('2026-11-01T00:00:00')
    for (const step of [1, 7, 13, 60, 24 * 60, 5_000, 61_000, 90_000]) {
      const to = Math.min(from + step * 60_000, at('2026-12-31T00:00:00'))
      cut.push(...remindersBetween({ tasks, people: [], userId: null }, wishes, from, to).map(({ key }) => key))
      from = to
    }
    expect(from).toBe(at('2026-12-31T00:00:00'))
    expect(cut).toEqual(whole.map(({ key }) => key))
    expect(whole).toHaveLength(60)
  })
})
