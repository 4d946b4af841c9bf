import { expect, it } from 'vitest'
import type { Rec } from '../../../data-api/types.ts'
import { contactLook } from '../contacts/contact-look.ts'
import type { Drawn } from './drawn.ts'
import { drawCell } from './look.ts'

const rec: Rec = {
  id: 'r1', revision: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', deletedAt: null,
  $sync: { pendingSince: null, failed: false, conflicts: 0, notices: 0 },
  firstName: 'Ana', lastName: '<b>Silva</b>', company: 'Onda', birthday: '--05-17', tags: ['vip', 'press', 'new'],
  emails: [{ id: 'a', value: 'ana@example.org' }, { id: 'b', value: 'silva@example.org' }], phones: [{ id: 'a', value: '+49 151 234567' }],
}

/** Its words, marks in brackets. */
const told = (drawn: readonly Drawn[]): string => drawn.map((each) => {
  if (typeof each === 'string') return each
  if ('place' in each) return ''
  return each.tag === 'mark' ? `[${told(each.children)}]` : told(each.children)
}).join('|')
const cell = (column: string, { search = '', isDate = false, wideTags = false } = {}): string => told(drawCell(contactLook, column, rec, { search, isDate, wideTags, now: Date.parse('2026-01-01T00:05:00.000Z') }).content)

it('says what stands in a cell', () => {
  expect(cell('name')).toBe('AB||Ana <b>Silva</b>|')
  expect(cell('company')).toBe('Onda')
  expect(cell('title')).toBe('')
  expect(cell('email')).toBe('ana@example.org|+1')
  expect(cell('phone')).toBe('+49 151 234567')
  expect(cell('birthday', { isDate: true })).toBe('May 17')
  expect(cell('updatedAt')).toBe('5 min ago')
})
it('marks what was searched for, and of several values shows that one', () => {
  expect(cell('company', { search: 'ond' })).toBe('[Ond]|a')
  expect(cell('email', { search: 'silva' })).toBe('[silva]|@example.org|+1')
})
it('shows as many tags as there is room for', () => {
  expect(cell('tags')).toBe('vip|+2')
  expect(cell('tags', { wideTags: true })).toBe('vip|press|+1')
})
it('words alone need no element around them', () => {
  const line = (column: string): boolean => drawCell(contactLook, column, rec, { search: '', isDate: false, wideTags: false, now: 0 }).line
  expect(['company', 'title', 'phone', 'updatedAt'].map(line)).toEqual([true, true, true, true])
  expect(['name', 'email', 'tags'].map(line)).toEqual([false, false, false])
})
it('gives what is from right to left its direction, and nothing else an element', () => {
  const content = (company: string): readonly Drawn[] => drawCell(contactLook, 'company', { ...rec, company }, { search: '', isDate: false, wideTags: false, now: 0 }).content
  for (const company of ['شركة الأنصاري', 'בן־דוד GmbH']) expect(content(company)).toEqual([{ tag: 'span', attributes: { class: 'from-right' }, children: [company] }])
  for (const company of ['Onda', '株式会社', 'Ægir']) expect(content(company)).toEqual([company])
})
