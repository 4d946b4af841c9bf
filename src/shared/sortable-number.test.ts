import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortableNumber } from './sortable-number.ts'

it('text of numbers sorts as they do, below zero and beyond integers', () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
    const one = sortableNumber(a), other = sortableNumber(b)
    expect(one < other).toBe(a < b)
    expect(one === other).toBe(a === b)
  }))
})
