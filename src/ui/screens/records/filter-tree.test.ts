import fc from 'fast-check'
import { defaultParseSearch, defaultStringifySearch } from '@tanstack/react-router'
import { describe, expect, it } from 'vitest'
import { contactList } from '../contacts/contact-columns.ts'
import { addIn, asGroup, asItems, describeItem, readItems, replaceIn, toWhere, type FilterGroup, type FilterItem } from './filter-tree.ts'
import { changedColumn, changedOperator, operatorsFor, type Filter } from './filters.ts'
import { listSearch, viewOf } from './search-params.ts'

const { columns } = contactList
const now = Date.UTC(2026, 4, 17, 12, 0, 30)
const bonn: Filter = ['city', 'is', 'Bonn'], vip: Filter = ['tags', 'anyOf', ['vip']], coach: Filter = ['title', 'contains', 'coach']

const naughty = ['"', "'", '\\', '%', '&f=1', '#', '{"any":[]}', '[["city"]]', '<script>', 'שלום', '🙂‍↔️', '\u0000', '\u202e', 'null', 'true', '1e3', '007', '-', '+', ' ', '__proto__', 'constructor', "' OR 1=1 --"]
const word = fc.oneof(fc.constantFrom(...naughty), fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }))
const condition: fc.Arbitrary<FilterItem> = fc.constantFrom(...columns.ids).chain((column) => fc.constantFrom(...operatorsFor(columns, column)).chain((operator) => {
  if (operator === 'empty' || operator === 'notEmpty') return fc.constant<FilterItem>([column, operator])
  return operator === 'anyOf' ? fc.array(word, { minLength: 1, maxLength: 3 }).map((values): FilterItem => [column, operator, values]) : word.map((value): FilterItem => [column, operator, value])
}))
const items = (depth: number): fc.Arbitrary<FilterItem[]> => fc.array(depth === 0 ? condition : fc.oneof({ weight: 3, arbitrary: condition }, {
  weight: 1, arbitrary: fc.tuple(fc.boolean(), items(depth - 1)).map(([any, within]): FilterItem => (any ? { any: within } : { all: within })),
}), { minLength: 1, maxLength: 3 })

describe('a filter of groups', () => {
  it('goes through the address and back unchanged, whatever was typed, and so through a saved view', () => {
    fc.assert(fc.property(items(3), word, (f, q) => {
      const read = listSearch(columns, defaultParseSearch(defaultStringifySearch({ q: `x${q}`, f })) as Record<string, unknown>)
      expect(read.f).toEqual(f)
      expect(listSearch(columns, JSON.parse(JSON.stringify(viewOf(read))) as Record<string, unknown>).f).toEqual(f)
    }), { numRuns: 300 })
  })
  it('is built and shown as what stands in the address, and the other way round', () => {
    fc.assert(fc.property(items(3), (f) => {
      const there = asItems(asGroup(f))
      expect(asItems(asGroup(there))).toEqual(there)
      expect(JSON.stringify(toWhere(columns, there, now)).includes('undefined')).toBe(false)
    }))
    expect(asItems(asGroup([bonn, coach]))).toEqual([bonn, coach])
    expect(asItems(asGroup([{ any: [bonn, coach] }]))).toEqual([{ any: [bonn, coach] }])
  })
  it('holds where all of it holds, or any', () => {
    expect(toWhere(columns, [bonn, { any: [vip, { all: [coach, ['email', 'notEmpty']] }] }], now)).toEqual({
      and: [{ city: { eq: 'Bonn' } }, { or: [{ tags: { in: ['vip'] } }, { and: [{ title: { contains: 'coach' } }, { email: { notEmpty: true } }] }] }],
    })
  })
  it('leaves out what says too little: a group of nothing never means nothing matches', () => {
    expect(toWhere(columns, [{ any: [] }, { any: [['city', 'anyOf', []], { all: [['title', 'is', '']] }] }], now)).toBeUndefined()
    expect(asItems({ all: [bonn, { any: [['city', 'is', '']] }, { any: [vip] }] })).toEqual([bonn, vip])
  })
  it('is read from an address that anybody may have written', () => {
    const deep = (levels: number): unknown => (levels === 0 ? bonn : { any: [deep(levels - 1)] })
    expect(readItems(columns, [deep(3)])).toHaveLength(1)
    expect(readItems(columns, [deep(4)])).toEqual([])
    for (const bad of [null, 'x', { any: bonn }, [{ any: 'x' }], [{ or: [bonn] }], [[]], [{}], [['toString', 'is', 'x']], [['city', 'constructor', 'x']], [{ any: [['city', 'is', {}]] }]]) expect(readItems(columns, bad)).toEqual([])
    expect(readItems(columns, [bonn, { any: [null, vip] }])).toEqual([bonn, { any: [vip] }])
  })
  it('is changed one item at a time, however deep', () => {
    const group: FilterGroup = { all: [bonn, { any: [vip, coach] }] }
    expect(replaceIn(group, [1, 0], () => null)).toEqual({ all: [bonn, { any: [coach] }] })
    expect(replaceIn(group, [1], () => null)).toEqual({ all: [bonn] })
    expect(replaceIn(group, [1, 1], () => bonn)).toEqual({ all: [bonn, { any: [vip, bonn] }] })
    expect(replaceIn(group, [7, 1], () => bonn)).toEqual(group)
    expect(addIn(group, [1], bonn)).toEqual({ all: [bonn, { any: [vip, coach, bonn] }] })
    expect(addIn(group, [], { any: [vip] })).toEqual({ all: [bonn, { any: [vip, coach] }, { any: [vip] }] })
  })
  it('says in words what it does', () => {
    expect(describeItem(columns, { any: [bonn, { all: [vip, coach] }] })).toBe('City is Bonn or (Tags is vip and Title contains coach)')
  })
  it('keeps a value where the next column or question can still mean it', () => {
    expect(changedColumn(columns, bonn, 'title')).toEqual(['title', 'is', 'Bonn'])
    expect(changedColumn(columns, bonn, 'birthday')).toEqual(['birthday', 'is'])
    expect(changedColumn(columns, coach, 'updatedAt')).toEqual(['updatedAt', 'withinDays'])
    expect(changedOperator(bonn, 'anyOf')).toEqual(['city', 'anyOf', ['Bonn']])
    expect(changedOperator(vip, 'contains')).toEqual(['tags', 'contains', 'vip'])
    expect(changedOperator(bonn, 'empty')).toEqual(['city', 'empty'])
    expect(changedOperator(['birthday', 'is', '1990-05-17'], 'inMonth')).toEqual(['birthday', 'inMonth'])
  })
})
