import { expect, it } from 'vitest'
import { activityPatch, activityWords, fromLocal, newActivity, toLocal } from './activity.ts'

it('only what its kind has is written of an activity', () => {
  const all = { happenedAt: '2026-11-26T10:00:00.000Z', direction: 'in', minutes: 25, people: [{ id: 'a', value: 'Ana' }] } as const
  expect(activityPatch({ ...all, kind: 'note', people: [...all.people] })).toEqual({ happenedAt: all.happenedAt })
  expect(activityPatch({ ...all, kind: 'email', people: [] })).toEqual({ happenedAt: all.happenedAt, kind: 'email', direction: 'in', people: [] })
  expect(activityPatch({ ...all, kind: 'meeting', people: [...all.people] })).toEqual({ happenedAt: all.happenedAt, kind: 'meeting', minutes: 25, people: [...all.people] })
  expect(activityPatch({ ...newActivity('call'), minutes: 5 })).toMatchObject({ kind: 'call', direction: 'out', minutes: 5, happenedAt: expect.stringMatching(/^2/) as string })
})

it('it is told in a few words', () => {
  expect(activityWords({ ...newActivity('call'), minutes: 25 })).toEqual(['outgoing', '25 min'])
  expect(activityWords({ ...newActivity('email'), direction: 'in' })).toEqual(['received'])
  expect(activityWords(newActivity())).toEqual([])
})

it('a moment goes through a field of date and time unharmed', () => {
  expect(fromLocal(toLocal('2026-11-26T10:05:00.000Z'))).toBe('2026-11-26T10:05:00.000Z')
  expect(toLocal('no date')).toBe('')
})
