import { describe, expect, it } from 'vitest'
import { contactList } from '../contacts/contact-columns.ts'
import { toWhere } from './filter-tree.ts'
import { describeFilter, isComplete, isFilter, operatorsFor } from './filters.ts'

const { columns } = contactList
const now = Date.UTC(2026, 4, 17, 12, 0, 30)

describe('filters', () => {
  it('become one condition each, all of which must hold', () => {
    expect(toWhere(columns, [['city', 'anyOf', ['Bonn', 'Köln']], ['title', 'contains', 'coach'], ['email', 'empty']], now)).toEqual({
      and: [{ city: { in: ['Bonn', 'Köln'] } }, { title: { contains: 'coach' } }, { email: { empty: true } }],
    })
  })
  it('that say too little filter nothing', () => {
    expect(toWhere(columns, [['city', 'anyOf', []], ['title', 'contains', '']], now)).toBeUndefined()
    expect(isComplete(['title', 'is'])).toBe(false)
    expect(isComplete(['title', 'empty'])).toBe(true)
  })
  it('find a birthday by its month, with a year and without', () => {
    const where = toWhere(columns, [['birthday', 'inMonth', '05']], now)
    expect(where).toEqual({ and: [{ birthday: { contains: '-05-' } }] })
    for (const date of ['1990-05-17', '--05-17']) expect(date.includes('-05-')).toBe(true)
    for (const date of ['1990-06-05', '--06-05', '2005-06-05']) expect(date.includes('-05-')).toBe(false)
  })
  it('count days back to the minute, so that the query stays the same within one', () => {
    expect(toWhere(columns, [['updatedAt', 'withinDays', '7']], now)).toEqual({ and: [{ updatedAt: { gte: '2026-05-10T12:00:00.000Z' } }] })
    expect(toWhere(columns, [['updatedAt', 'withinDays', '7']], now + 20_000)).toEqual(toWhere(columns, [['updatedAt', 'withinDays', '7']], now))
  })
  it('take an instant by the day it has here, a calendar date by itself', () => {
    const local = (day: number): string => new Date(2026, 10, day).toISOString()
    expect(toWhere(columns, [['updatedAt', 'before', '2026-11-25']], now)).toEqual({ and: [{ updatedAt: { lt: local(25) } }] })
    expect(toWhere(columns, [['updatedAt', 'after', '2026-11-30']], now)).toEqual({ and: [{ updatedAt: { gte: local(31) } }] })
    expect(toWhere(columns, [['birthday', 'after', '1990-05-17']], now)).toEqual({ and: [{ birthday: { gt: '1990-05-17' } }] })
  })
  it('say in words what they do', () => {
    expect(describeFilter(columns, ['city', 'anyOf', ['Bonn', 'Köln', 'Ulm', 'Hof']])).toBe('City is any of Bonn, Köln, Ulm +1')
    expect(describeFilter(columns, ['city', 'anyOf', ['Bonn']])).toBe('City is Bonn')
    expect(describeFilter(columns, ['birthday', 'inMonth', '05'])).toBe('Birthday in May')
    expect(describeFilter(columns, ['updatedAt', 'withinDays', '7'])).toBe('Last touched in the last 7 days')
    expect(describeFilter(columns, ['updatedAt', 'olderThanDays', '1'])).toBe('Last touched more than a day ago')
  })
  it('from an address are taken only when they can be meant', () => {
    expect(isFilter(columns, ['city', 'is', 'Bonn'])).toBe(true)
    for (const bad of [['nowhere', 'is', 'x'], ['city', 'like', 'x'], ['city', 'is', 3], ['city', 'anyOf', [1]], 'city', null]) expect(isFilter(columns, bad)).toBe(false)
  })
  it('offer every column something to ask', () => {
    for (const column of ['name', 'birthday', 'updatedAt', 'tags']) expect(operatorsFor(columns, column).length).toBeGreaterThan(3)
  })
})
