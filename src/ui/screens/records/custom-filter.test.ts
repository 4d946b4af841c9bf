import { describe, expect, it } from 'vitest'
import type { CustomField } from '../../../model/custom-fields.ts'
import type { CustomKind } from '../../../model/custom-kinds.ts'
import { contactList } from '../contacts/contact-columns.ts'
import { isColumn, parseColumns, withFields } from './columns.ts'
import { toWhere } from './filter-tree.ts'
import { describeFilter, isFilter, operatorsFor, type Filter } from './filters.ts'

const field = (id: string, kind: CustomKind, label: string): CustomField =>
  ({ id, entity: 'contacts', kind, label, currency: 'EUR', choices: [{ id: 'gold', label: 'Gold', removed: false }, { id: 'tin', label: 'Tin', removed: true }], position: 1, removed: false })
const columns = withFields(contactList.columns, [field('budget', 'money', 'Budget'), field('level', 'choice', 'Level'), field('likes', 'choices', 'Likes'), field('origin', 'text', 'Origin'), field('since', 'date', 'Since')])
const where = (...filters: Filter[]): unknown => toWhere(columns, filters, 0)

describe('columns of fields that people made', () => {
  it('come after those of the model, hidden until they are asked for, by the name they have now', () => {
    expect(columns.ids.slice(-6)).toEqual(['custom.budget', 'custom.level', 'custom.likes', 'custom.origin', 'custom.since', 'updatedAt'])
    expect(columns.shownAtFirst).toEqual(contactList.columns.shownAtFirst)
    expect(columns.labelOf('custom.budget')).toBe('Budget')
    expect(columns.widthOf('updatedAt')).toBe(contactList.columns.widthOf('updatedAt'))
    expect(parseColumns(columns, 'name,custom.budget,custom.gone')).toEqual(['name', 'custom.budget'])
    expect(withFields(contactList.columns, [])).toBe(contactList.columns)
  })

  it('are filtered by in the worker, each kind in its own way', () => {
    expect(where(['custom.budget', 'atLeast', '1,250.50'])).toEqual({ and: [{ 'custom.budget': { gte: 125050 } }] })
    expect(where(['custom.budget', 'is', 'much'])).toEqual({ and: [{ or: [] }] })
    expect(where(['custom.likes', 'anyOf', ['gold', 'tin']])).toEqual({ and: [{ or: [{ 'custom.likes.gold': { notEmpty: true } }, { 'custom.likes.tin': { notEmpty: true } }] }] })
    expect(where(['custom.since', 'after', '2026-01-01'], ['custom.origin', 'isNot', 'Fair'], ['custom.level', 'empty'])).toEqual({
      and: [{ 'custom.since': { gt: '2026-01-01' } }, { 'custom.origin': { ne: 'Fair' } }, { 'custom.level': { empty: true } }],
    })
    for (const id of columns.ids) expect(operatorsFor(columns, id).length).toBeGreaterThan(2)
  })

  it('say in words what they do', () => {
    expect(describeFilter(columns, ['custom.level', 'anyOf', ['gold']])).toBe('Level is Gold')
    expect(describeFilter(columns, ['custom.budget', 'atLeast', '1250'])).toMatch(/^Budget is at least .*1.?250/)
  })

  it('stand in an address also before the fields are read; one that is not here any more filters nothing', () => {
    expect(isColumn(contactList.columns, 'custom.level')).toBe(true)
    expect(isFilter(contactList.columns, ['custom.level', 'anyOf', ['gold']])).toBe(true)
    expect(where(['custom.gone', 'notEmpty'])).toBeUndefined()
    expect(describeFilter(columns, ['custom.gone', 'notEmpty'])).toBe('A field that is not here (left out)')
  })
})
