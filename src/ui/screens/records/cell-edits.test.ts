import { expect, it } from 'vitest'
import type { Rec } from '../../../data-api/types.ts'
import { contactList } from '../contacts/contact-columns.ts'
import { cellEdit, listEdits } from './cell-edits.ts'

const kind = { columns: contactList.columns, edits: listEdits }

const rec = {
  id: 'ana', revision: 1, emails: [{ id: 'a', value: 'ana@work.example', label: 'work' }, { id: 'b', value: 'ana@home.example', label: 'home' }],
  addresses: [{ id: 'c', street: 'Rua 1', label: 'work' }], tags: ['vip', 'lisbon'], birthday: '1990-05-17', company: 'Onda',
} as unknown as Rec

/** What is written where `typed` stands in the cell's line at the end. */
const written = (column: string, typed: string, search = '', of: Rec = rec): unknown => {
  const edit = cellEdit(kind, column)!
  return edit.value(typed, edit.basis(of, search))
}

it('a list is edited in its first element, or in the one that was searched for', () => {
  expect(cellEdit(kind, 'email')!.begin(rec, '')).toBe('ana@work.example')
  expect(cellEdit(kind, 'email')!.begin(rec, 'HOME')).toBe('ana@home.example')
  expect(written('email', ' ana@new.example ', 'home')).toEqual({ $set: { update: { b: { value: 'ana@new.example' } } } })
  expect(written('email', '')).toEqual({ $set: { remove: ['a'] } })
  expect(written('email', 'x@y.example', '', { id: 'b', revision: 1 } as Rec)).toMatchObject({ $set: { add: [{ value: 'x@y.example', label: 'work' }] } })
})

it('a city is written into the address that is there; without its city it stays an address', () => {
  expect(cellEdit(kind, 'city')!.begin(rec, '')).toBe('')
  expect(written('city', 'Porto')).toEqual({ $set: { update: { c: { city: 'Porto' } } } })
  expect(written('city', '', '', { ...rec, addresses: [{ id: 'c', city: 'Porto', street: 'Rua 1' }] } as unknown as Rec)).toEqual({ $set: { update: { c: { city: null } } } })
})

it('tags are what stands between commas; only what differs from what was there is written', () => {
  expect(cellEdit(kind, 'tags')!.begin(rec, '')).toBe('vip, lisbon')
  expect(written('tags', 'lisbon, new ,, new')).toEqual({ $set: { add: ['new'], remove: ['vip'] } })
})

it('a plain field is one value, a date as people write it; names are not edited in place', () => {
  expect(written('company', ' Onda Lda ')).toBe('Onda Lda')
  expect(written('company', ' ')).toBeNull()
  expect(written('birthday', '17 May 1991')).toBe('1991-05-17')
  expect(() => written('birthday', 'soon')).toThrow('Write it as')
  expect(cellEdit(kind, 'name')).toBeNull()
})
