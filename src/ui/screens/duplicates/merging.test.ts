import { describe, expect, it } from 'vitest'
import type { Data } from '../../../shared/json.ts'
import { mergedPatch, pairsOf } from './merging.ts'

const none = new Set<string>()
const kept: Data = {
  firstName: 'Ana', lastName: 'Silva', title: 'Coach', tags: ['Lisbon'],
  phones: [{ id: 'a', value: '+351 21 555 0101', label: 'work' }], emails: [{ id: 'b', value: 'ana@example.org', label: 'work' }],
}
const other: Data = {
  firstName: 'ANA', lastName: 'Silva', title: 'Trainer', company: 'Silva & Partner', tags: ['lisbon', 'friend'],
  phones: [{ id: 'c', value: '021 5550101', label: null }], emails: [{ id: 'd', value: 'ana@silva.example', label: 'home' }],
}

describe('merging two contacts', () => {
  it('fills what is empty, joins lists without what is there in another spelling, and keeps the values of the one that stays', () => {
    expect(mergedPatch(kept, other, none)).toEqual({
      company: 'Silva & Partner',
      tags: { $set: { add: ['friend'] } },
      emails: { $set: { add: [{ value: 'ana@silva.example', label: 'home' }] } },
    })
  })

  it('takes the other value where a person says so', () => {
    expect(mergedPatch(kept, other, new Set(['title']))).toMatchObject({ title: 'Trainer' })
  })

  it('has nothing to write where the other knows nothing more', () => {
    expect(mergedPatch(kept, { firstName: 'Ana', phones: [{ id: 'x', value: '+351215550101' }] }, none)).toEqual({})
  })

  it('shows each field that either has, and what becomes of it', () => {
    expect(pairsOf(kept, other).map(({ field, outcome }) => [field, outcome])).toEqual([
      ['firstName', 'same'], ['lastName', 'same'], ['company', 'joined'], ['title', 'choice'], ['emails', 'joined'], ['phones', 'same'], ['tags', 'joined'],
    ])
  })
})
