import { expect, it } from 'vitest'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { byValue, entryByValue, entryOfValue, putBack } from './history-of-value.ts'

const from = [{ id: 'a', text: 'x' }, { id: 'b', number: 1 }], to = [{ id: 'a', text: 'y' }, { id: 'b', number: 1 }, { id: 'c', golf: true }]
const entry = (more: Partial<HistoryEntry>): HistoryEntry => ({ fields: {}, lost: {}, ...more }) as HistoryEntry

it('a change of several values is told value by value, without those that stayed', () => {
  expect(byValue({ title: { from: null, to: 'Coach' }, custom: { from, to } })).toEqual({
    title: { from: null, to: 'Coach' }, 'custom.a': { from: { id: 'a', text: 'x' }, to: { id: 'a', text: 'y' } }, 'custom.c': { from: null, to: { id: 'c', golf: true } },
  })
})

it('of what was wanted only that is told which did not come to stand', () => {
  const lost = { custom: [{ id: 'a', text: 'mine' }, { id: 'b', number: 1 }] }
  expect(entryByValue(entry({ fields: { custom: { from, to } }, lost })).lost).toEqual({ 'custom.a': { id: 'a', text: 'mine' } })
  // Where the entry does not say what stood, the whole is told, and of one value what the record has now.
  expect(entryByValue(entry({ lost })).lost).toEqual(lost)
  expect(entryOfValue(entry({ lost }), 'a', to).lost).toEqual({ 'custom.a': { id: 'a', text: 'mine' } })
  expect(entryOfValue(entry({ lost }), 'b', to).lost).toEqual(lost)
})

it('a value is put back name by name', () => {
  expect(putBack('c', { id: 'c', chess: true }, { id: 'c', golf: true })).toEqual({ custom: { $set: { update: { c: { chess: true, golf: null } } } } })
  expect(putBack('a', null, { id: 'a', text: 'y' })).toEqual({ custom: { $set: { update: { a: { text: null } } } } })
})
