import { describe, expect, it } from 'vitest'
import { customFields, inOrder, readCustomField, type CustomField } from './custom-fields.ts'
import type { CustomKind } from './custom-kinds.ts'
import { customElements, customPatch, chosenMembers, readValue, valueText } from './custom-value.ts'
import { contacts } from './contacts.ts'

const field = (kind: CustomKind, more: Partial<CustomField> = {}): CustomField =>
  ({ id: 'f', entity: 'contacts', kind, label: 'Field', currency: 'EUR', choices: [{ id: 'a', label: 'Gold', removed: false }, { id: 'b', label: 'Silver', removed: true }], position: 1, removed: false, ...more })
const members = (of: CustomField, text: string): unknown => {
  const read = readValue(of, text)
  return read.ok ? read.members : read.reason
}

describe('a value as somebody wrote it', () => {
  it.each([
    ['1250', 1250], ['1,250.5', 1250.5], ['1.250,5', 1250.5], ['1,5', 1.5], ['1,250', 1250], ['1.5', 1.5], ['-3', -3], ['1 250', 1250], ['2e3', 2000], ['1.250.000', 1_250_000], ['1.250', 1.25],
  ])('is the number %s', (typed, number) => { expect(members(field('number'), typed)).toEqual({ number }) })

  it.each([['€ 1.250,50', 125050], ['0.29', 29], ['1.005', 101], ['120 EUR', 12000], ['1.250.000 €', 125000000]])('is the amount %s in cents', (typed, money) => { expect(members(field('money'), typed)).toEqual({ money }) })

  it('has the decimals of its currency', () => {
    expect(members(field('money', { currency: 'JPY' }), '1500')).toEqual({ money: 1500 })
    expect(valueText(field('money', { currency: 'JPY' }), { id: 'f', money: 1500 })).toBe('1500')
  })

  it.each([['number', 'soon'], ['number', '1-2'], ['money', 'a lot'], ['date', '17.5.'], ['choice', 'Tin'], ['choices', 'Gold, Tin']] as const)('is no %s: %s', (kind, typed) => {
    expect(members(field(kind), typed)).toMatch(/^“.*” is no/)
  })

  it('names choices whose labels hold the marks between them', () => {
    const marked = field('choices', { choices: [{ id: 'a', label: 'Gold; shiny', removed: false }, { id: 'b', label: 'Silver, old', removed: false }, { id: 'c', label: 'Gold', removed: false }] })
    for (const value of [{ a: true, b: true }, { a: true, b: true, c: true }, { b: true, c: true }]) expect(members(marked, valueText(marked, { id: 'f', ...value }))).toEqual(value)
  })

  it('names choices by their labels, however they are written, also one that was taken away', () => {
    expect(members(field('choice'), ' GOLD ')).toEqual({ choice: 'a' })
    expect(members(field('choices'), 'gold; Silver')).toEqual({ a: true, b: true })
    expect(readValue(field('choices'), 'Silver', { id: 'f', a: true })).toEqual({ ok: true, members: { a: null, b: true } })
  })

  it('is read back from the words it is told in', () => {
    const values: [CustomKind, Record<string, string | number | true>][] = [
      ['text', { text: 'Blue' }], ['number', { number: -1.5 }], ['money', { money: 123456 }], ['date', { date: '2026-11-27' }], ['choice', { choice: 'a' }],
      ['choices', { a: true, b: true }], ['link', { link: 'https://example.com' }], ['person', { name: 'Ana Silva' }],
    ]
    for (const [kind, value] of values) expect(members(field(kind), valueText(field(kind), { id: 'f', ...value }))).toEqual(value)
  })

  it('emptied is taken away under the name of its kind', () => {
    expect(members(field('text'), ' ')).toEqual({ text: null })
    expect(members(field('person'), '')).toEqual({ person: null, name: null })
    expect(chosenMembers({ id: 'f', a: true }, [])).toEqual({ a: null })
  })
})

it('a record takes values of every kind, and nothing else under their names', () => {
  const { schema } = contacts.fields['custom']!
  expect(schema.safeParse(customElements({ f: { text: 'x' }, g: { money: 12 }, h: { 'c-1': true }, i: { text: null } })).data).toEqual([{ id: 'f', text: 'x' }, { id: 'g', money: 12 }, { id: 'h', 'c-1': true }])
  for (const bad of [{ text: 5 }, { number: '5' }, { money: 1.5 }, { date: '2026-02-30' }, { 'c-1': 'yes' }]) expect(schema.safeParse([{ id: 'f', ...bad }]).success).toBe(false)
  expect(customPatch({ f: { text: 'x' } })).toEqual({ custom: { $set: { update: { f: { text: 'x' } } } } })
})

it('fields stand in their order, those of one place always the same way round', () => {
  const at = (id: string, position: number): CustomField => field('text', { id, position })
  expect(inOrder([at('c', 2), at('b', 1), at('a', Infinity), at('d', 1), at('0', Infinity)]).map(({ id }) => id)).toEqual(['b', 'd', 'c', '0', 'a'])
})

it('a field is read from its record, its choices in their order; one of a kind that is not known yet is left alone', () => {
  const data = { entity: 'contacts', kind: 'choice', label: 'Level', choices: [{ id: 'b', value: 'Silver', position: 2 }, { id: 'a', value: 'Gold', position: 1, removed: true }] }
  expect(readCustomField('f', data)).toMatchObject({ label: 'Level', removed: false, choices: [{ id: 'a', label: 'Gold', removed: true }, { id: 'b', label: 'Silver', removed: false }] })
  expect(readCustomField('f', { ...data, kind: 'rating' })).toBeNull()
  for (const [left, rule] of [['label', 'field_needs_a_name'], ['entity', 'field_says_what_it_is'], ['kind', 'field_says_what_it_is']] as const) {
    const broken = customFields.rules.filter(({ check }) => check({ ...data, [left]: '' }, { role: 'owner', userId: null }) !== null).map(({ name }) => name)
    expect(broken).toContain(rule)
  }
})
