import { describe, expect, it } from 'vitest'
import { bookkeepingEntities, productModel } from '../model/model.ts'
import { relatedTo } from './related.ts'

describe('what is read again after a commit', () => {
  it('is not every list after every entry of the history', () => {
    for (const name of productModel.entities.keys()) expect(relatedTo(productModel, name).includes('history')).toBe(name === 'history')
  })

  it('is what the record itself, and what its rows say beside it, became', () => {
    expect(relatedTo(productModel, 'contacts')).toEqual(expect.arrayContaining(['contacts', 'conflicts', 'notices']))
    expect(relatedTo(productModel, 'settings')).toEqual(['settings'])
  })

  it('is what is found by another one\'s words, and what looks alike', () => {
    expect(relatedTo(productModel, 'contacts')).toEqual(expect.arrayContaining(['notes', 'distinctions']))
    expect(relatedTo(productModel, 'notes')).not.toContain('contacts')
  })

  it('is a record\'s history after all that is written about records', () => {
    expect(relatedTo(productModel, 'contacts', true)).toEqual(expect.arrayContaining(bookkeepingEntities.map(({ name }) => name)))
  })

  it('is nothing that only the server can say', () => {
    expect(relatedTo(productModel, 'members', true)).toEqual([])
  })
})
