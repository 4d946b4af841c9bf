import { describe, expect, it } from 'vitest'
import { formatSort, formatWidths, parseColumns, parseSort, parseWidths } from './columns.ts'
import { contactList } from '../contacts/contact-columns.ts'
import { listSearch, sameView, viewOf } from './search-params.ts'

const { columns } = contactList

describe('the address of a table', () => {
  it('keeps what it understands and drops the rest', () => {
    expect(listSearch(columns, { q: 42, sort: 'name', at: 12, d: 'huge', f: [['city', 'is', 'Bonn'], ['x', 'is', 'y']], evil: '<script>' }))
      .toEqual({ q: '42', sort: 'name', at: 12, f: [['city', 'is', 'Bonn']] })
    expect(listSearch(columns, { at: -1, f: 'no', sel: ['a'] })).toEqual({})
  })
  it('is a view without the place in it', () => {
    const search = listSearch(columns, { q: 'ana', sort: '-updatedAt', at: 40, peek: 'id', sel: 'id', view: 'v' })
    expect(viewOf(search)).toEqual({ q: 'ana', sort: '-updatedAt' })
    expect(sameView(search, { q: 'ana', sort: '-updatedAt' })).toBe(true)
    expect(sameView(search, { q: 'ana' })).toBe(false)
  })
  it('reads and writes sorting by several columns', () => {
    expect(parseSort(columns, 'company,-updatedAt,nonsense')).toEqual([{ id: 'company', desc: false }, { id: 'updatedAt', desc: true }])
    expect(formatSort(parseSort(columns, 'company,-updatedAt'))).toBe('company,-updatedAt')
    expect(formatSort([])).toBeUndefined()
  })
  it('always shows the name, and each column once', () => {
    expect(parseColumns(columns, 'city,city,nothing,company')).toEqual(['name', 'city', 'company'])
    expect(parseColumns(columns, undefined)[0]).toBe('name')
  })
  it('takes widths only within reason', () => {
    expect(parseWidths(columns, 'name:300,company:5,city:99999,foo:100')).toEqual({ name: 300 })
    expect(formatWidths({ name: 300.4 })).toBe('name:300')
    expect(formatWidths({})).toBeUndefined()
  })
})
