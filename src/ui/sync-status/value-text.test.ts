import { describe, expect, it } from 'vitest'
import { fieldLabel, listChangeText, recordTitle, valueText } from './value-text.ts'

describe('values as people read them', () => {
  it('shows lists line by line with their labels', () => {
    expect(valueText('contacts', 'emails', [{ id: '1', value: 'ana@example.org', label: 'work' }, { id: '2', value: 'a@example.org' }]))
      .toBe('ana@example.org (work)\na@example.org')
    expect(valueText('contacts', 'addresses', [{ id: '1', street: 'Gartenweg 3', city: 'Bonn', country: null }])).toBe('Gartenweg 3, Bonn')
    expect(valueText('contacts', 'tags', ['Client', 'Berlin'])).toBe('Client\nBerlin')
  })

  it('reads a patch of a list as what it does', () => {
    expect(valueText('contacts', 'tags', { $set: { add: ['Client'], remove: ['Lead'] } })).toBe('+ Client\n− Lead')
    expect(valueText('contacts', 'phones', { $set: { add: [{ id: 'x', value: '+49 151', label: null }], remove: ['y'] } })).toBe('+ +49 151\n− one entry')
  })

  it('reads a list\'s change by what came and went', () => {
    expect(listChangeText('contacts', 'tags', ['Sample', 'Client'], ['Client', 'Berlin'])).toBe('− Sample\n+ Berlin')
    expect(listChangeText('contacts', 'tags', null, ['Client', 'Berlin'])).toBe('Client\nBerlin')
  })

  it('keeps a birthday on its day, with or without a year', () => {
    expect(valueText('contacts', 'birthday', '1990-05-17')).toMatch(/17/)
    expect(valueText('contacts', 'birthday', '--05-17')).not.toMatch(/2000/)
  })

  it('names fields this version does not know by their bare name, and records that are gone', () => {
    expect(fieldLabel('contacts', 'shoeSize')).toBe('shoeSize')
    expect(fieldLabel('contacts', 'company')).toBe('Company')
    expect(recordTitle('contacts', null)).toBe('No longer here')
    expect(valueText('contacts', 'company', null)).toBe('')
  })

  it('says a list’s filter and what a view keeps as one reads them, not as they are stored', () => {
    expect(valueText('lists', 'filter', { q: 'lis', f: [['city', 'is', 'Lisboa'], { any: [['tags', 'is', 'Client'], ['birthday', 'inMonth', '05']] }] }))
      .toBe('“lis”, City is Lisboa, Tags is Client or Birthday in May')
    expect(valueText('lists', 'filter', { f: [['industry', 'is', 'Wine']] }), 'of companies').toBe('Industry is Wine')
    expect(valueText('lists', 'filter', {})).toBe('everything')
    expect(valueText('templates', 'content', { project: {}, tasks: [{ title: 'Book a room' }, { title: 'Invite' }] })).toBe('Book a room\nInvite')
    expect(valueText('views', 'query', { layout: 'board', f: [['priority', 'anyOf', ['high', 'low']]], sort: '-due,title', group: 'status' }))
      .toBe('Board, Priority is any of High, Low, by due, title, in groups by status')
  })
})
