import { describe, expect, it } from 'vitest'
import { noticeSentence, restorePatch } from './notice-words.ts'

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
    expect(noticeSentence({ entity: 'contacts', field: 'deletedAt', by: 'Ana' }, 'Ben')).toBe('Ana edited it when you deleted this contact, so it stays.')
  })

  it('restore whole fields only', () => {
    expect(restorePatch({ field: 'title', lost: 'Owner' })).toEqual({ title: 'Owner' })
    expect(restorePatch({ field: 'deletedAt', lost: '2026' })).toBeNull()
    expect(restorePatch({ field: 'emails/e1', lost: 'x' })).toBeNull()
  })
})
