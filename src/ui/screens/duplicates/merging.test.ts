import { describe, expect, it } from 'vitest'
import type { Data } from '../../../shared/json.ts'
import { contacts } from '../../../model/contacts.ts'
import { fieldsOf, mergedPatch } from './merging.ts'

const none = new Map<string, number>()
const theOthers = (...fields: string[]): Map<string, number> => new Map(fields.map((field) => [field, 1]))
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
    expect(mergedPatch(contacts, [kept, other], none)).toEqual({
      company: 'Silva & Partner',
      tags: { $set: { add: ['friend'] } },
      emails: { $set: { add: [{ id: 'd', value: 'ana@silva.example', label: 'home' }] } },
    })
  })

  it('takes the other value where a person says so', () => {
    expect(mergedPatch(contacts, [kept, other], theOthers('title'))).toMatchObject({ title: 'Trainer' })
  })

  it('has nothing to write where the other knows nothing more', () => {
    expect(mergedPatch(contacts, [kept, { firstName: 'Ana', phones: [{ id: 'x', value: '+351215550101' }] }], none)).toEqual({})
  })

  it('takes values of fields that people made which are missing, by field; of several choices what is missing; a person whole or not at all', () => {
    const here: Data = { ...kept, custom: [{ id: 'size', number: 1 }, { id: 'likes', golf: true }, { id: 'advisor', person: 'p' }] }
    const there: Data = { ...kept, custom: [{ id: 'size', number: 2 }, { id: 'likes', golf: true, chess: true }, { id: 'advisor', person: 'q', name: 'Q' }, { id: 'origin', text: 'Fair' }] }
    expect(mergedPatch(contacts, [here, there], none)).toEqual({ custom: { $set: { update: { likes: { chess: true }, origin: { text: 'Fair' } } } } })
    expect(mergedPatch(contacts, [here, here], none)).toEqual({})
  })

  it('asks which of two values of a field that people made stands, and takes the other one whole where a person says so', () => {
    const here: Data = { ...kept, custom: [{ id: 'size', number: 1 }, { id: 'likes', golf: true }, { id: 'advisor', person: 'p', name: 'Pia' }, { id: 'origin', text: 'Fair' }] }
    const there: Data = { ...kept, custom: [{ id: 'size', number: 2 }, { id: 'likes', chess: true }, { id: 'advisor', person: 'q' }, { id: 'origin', text: 'fair ' }, { id: 'since', date: '2024-05-01' }] }
    expect(fieldsOf(contacts, [here, there]).filter(({ field }) => field.startsWith('custom.')).map(({ field, outcome }) => [field, outcome])).toEqual([
      ['custom.size', 'choice'], ['custom.advisor', 'choice'], ['custom.origin', 'same'], ['custom.since', 'joined'],
    ])
    expect(mergedPatch(contacts, [here, there], theOthers('custom.size', 'custom.advisor'))).toEqual({
      custom: { $set: { update: { size: { number: 2 }, likes: { chess: true }, advisor: { person: 'q', name: null }, since: { date: '2024-05-01' } } } },
    })
  })

  it('never takes one number for another: a prefix more is another phone, and so are words', () => {
    const phones = (value: string): Data => ({ phones: [{ id: value, value }] })
    expect(mergedPatch(contacts, [phones('+49 151 2345678'), phones('0171 2345678')], none)).toEqual({ phones: { $set: { add: [{ id: '0171 2345678', value: '0171 2345678' }] } } })
    expect(mergedPatch(contacts, [phones('(212) 555-0101'), phones('(312) 555-0101')], none)).toHaveProperty('phones')
    expect(mergedPatch(contacts, [phones('ask reception'), phones('via Bob')], none)).toHaveProperty('phones')
    expect(mergedPatch(contacts, [phones('+49 151 2345678'), phones('0151/2345678')], none)).toEqual({})
  })

  it('gives an element another id only where its own is taken', () => {
    expect(mergedPatch(contacts, [{ emails: [{ id: 'x', value: 'a@x' }] }, { emails: [{ id: 'x', value: 'b@x' }] }], none)).toEqual({ emails: { $set: { add: [{ value: 'b@x' }] } } })
  })

  it('makes no contact of one’s own an invented one, and an invented one real', () => {
    expect(mergedPatch(contacts, [{ firstName: 'Ana' }, { firstName: 'Ana', source: 'sample' }], none)).toEqual({})
    expect(mergedPatch(contacts, [{ firstName: 'Ana', source: 'sample' }, { firstName: 'Ana' }], none)).toEqual({ source: null })
  })

  it('shows each field that either has, and what becomes of it', () => {
    expect(fieldsOf(contacts, [kept, other]).map(({ field, outcome }) => [field, outcome])).toEqual([
      ['firstName', 'same'], ['lastName', 'same'], ['company', 'joined'], ['title', 'choice'], ['emails', 'joined'], ['phones', 'same'], ['tags', 'joined'],
    ])
  })

  it('makes one of three: what is empty is filled by the first who has it, of several values the first stands or whose was chosen, and nothing is joined twice', () => {
    const third: Data = {
      firstName: 'Ana', lastName: 'Silva', title: 'Mentor', company: 'Silva GmbH', tags: ['friend', 'vip'], birthday: '1980-05-01',
      emails: [{ id: 'd', value: 'ana@third.example', label: 'work' }, { id: 'e', value: 'ANA@silva.example', label: 'work' }], phones: [{ id: 'f', value: '+351 21 555 0101', label: 'work' }],
    }
    expect(mergedPatch(contacts, [kept, other, third], new Map([['title', 2]]))).toEqual({
      title: 'Mentor', company: 'Silva & Partner', birthday: '1980-05-01', tags: { $set: { add: ['friend', 'vip'] } },
      emails: { $set: { add: [{ id: 'd', value: 'ana@silva.example', label: 'home' }, { value: 'ana@third.example', label: 'work' }] } },
    })
    expect(mergedPatch(contacts, [kept, other, third], new Map([['title', 1], ['company', 2]]))).toMatchObject({ title: 'Trainer', company: 'Silva GmbH' })
    expect(fieldsOf(contacts, [kept, other, third]).filter(({ outcome }) => outcome === 'choice').map(({ field, texts }) => [field, texts])).toEqual([
      ['company', ['', 'Silva & Partner', 'Silva GmbH']], ['title', ['Coach', 'Trainer', 'Mentor']],
    ])
  })

  it('makes one of three by fields that people made, too', () => {
    const own = (...custom: Data[]): Data => ({ lastName: 'Silva', custom })
    const three = [own({ id: 'likes', golf: true }), own({ id: 'size', number: 2 }, { id: 'likes', chess: true }), own({ id: 'size', number: 3 }, { id: 'likes', golf: true, chess: true, go: true })]
    expect(mergedPatch(contacts, three, none)).toEqual({ custom: { $set: { update: { size: { number: 2 }, likes: { chess: true, go: true } } } } })
    expect(mergedPatch(contacts, three, new Map([['custom.size', 2]]))).toEqual({ custom: { $set: { update: { size: { number: 3 }, likes: { chess: true, go: true } } } } })
    expect(fieldsOf(contacts, three).filter(({ field }) => field.startsWith('custom.')).map(({ field, outcome }) => [field, outcome])).toEqual([['custom.size', 'choice']])
  })
})
