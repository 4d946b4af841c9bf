import { describe, expect, it } from 'vitest'
import { lostWords, noticeSentence, restorePatch } from './notice-words.ts'

describe('notices of values that lost', () => {
  it('[M2] say whose value stands and where yours is', () => {
    expect(noticeSentence({ entity: 'contacts', field: 'title', by: 'Ana' }, 'Ben')).toBe('Ana’s newer title stands; yours is in the history.')
    expect(noticeSentence({ entity: 'contacts', field: 'phones', by: 'Ana' }, 'Ben')).toBe('Ana’s newer phones stand; yours are in the history.')
  })

  it('[M7] call nothing newer that stands by another policy', () => {
    expect(noticeSentence({ entity: 'contacts', field: 'title', by: 'Ana' }, 'Ben', 'server')).toBe('Ana’s title stands; yours is in the history.')
    expect(noticeSentence({ entity: 'contacts', field: 'title', by: 'Ana' }, 'Ben', 'role')).toBe('Ana’s title stands; yours is in the history.')
    expect(noticeSentence({ entity: 'contacts', field: 'title', by: '' }, 'Ben', 'server')).toBe('A different title stands; yours is in the history.')
  })

  it('know one\'s own other device, and names that end in s', () => {
    expect(noticeSentence({ entity: 'contacts', field: 'title', by: 'Ben' }, 'Ben')).toBe('The title from your other device stands; this one is in the history.')
    expect(noticeSentence({ entity: 'contacts', field: 'title', by: 'Lars' }, 'Ben')).toMatch(/^Lars’ newer/)
  })

  it('[M4] tell whoever deleted that an edit stands', () => {
    expect(noticeSentence({ entity: 'contacts', field: 'deletedAt', by: 'Ana' }, 'Ben')).toBe('Ana worked on it when you deleted this contact, so it stays.')
  })

  it('restore whole fields only', () => {
    expect(restorePatch({ field: 'title', lost: 'Owner', stands: 'Boss' }, 'Chief')).toEqual({ title: 'Owner' })
    expect(restorePatch({ field: 'deletedAt', lost: '2026', stands: null }, null)).toBeNull()
    expect(restorePatch({ field: 'emails/e1', lost: 'x', stands: null }, null)).toBeNull()
  })

  it('[M2] give back of a list what lost in it, and take away nothing that has come since', () => {
    const [mine, theirs] = [{ id: 'p1', value: '+49 1', label: 'home' }, { id: 'p1', value: '+49 1', label: 'work' }], later = { id: 'p2', value: '+49 2' }
    const notice = { field: 'phones', lost: [mine], stands: [theirs] }
    expect(restorePatch(notice, [theirs, later])).toEqual({ phones: { $set: { add: [], remove: [], update: { p1: { label: 'home' } } } } })
    // Gone since: it comes back whole.
    expect(restorePatch(notice, [later])).toEqual({ phones: { $set: { add: [mine], remove: [], update: {} } } })
    // A removal that gave way, and a tag.
    expect(restorePatch({ field: 'tags', lost: ['a'], stands: ['a', 'b'] }, ['a', 'b', 'c'])).toEqual({ tags: { $set: { add: [], remove: ['b'], update: {} } } })
    expect(restorePatch({ field: 'tags', lost: ['a', 'b'], stands: ['a'] }, ['c'])).toEqual({ tags: { $set: { add: ['b'], remove: [], update: {} } } })
  })
})

it('of the fields that people made those are named that it is about, not all that a record has', () => {
  const lost = [{ id: 'size', number: 7 }, { id: 'level', text: 'Gold' }], stands = [{ id: 'size', number: 7 }, { id: 'level', text: 'Tin' }]
  expect(noticeSentence({ entity: 'contacts', field: 'custom', by: 'Ana', lost, stands }, 'Me')).toBe('Ana’s newer a field that is not here stands; yours is in the history.')
  expect(lostWords({ entity: 'contacts', field: 'custom', lost, stands })).toBe('A field that is not here: Gold')
})
