import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffWords } from './word-diff.ts'

const side = (parts: ReturnType<typeof diffWords>, leave: 'added' | 'removed'): string =>
  parts.filter((part) => part.kind !== leave).map((part) => part.text).join('')

describe('word-level differences', () => {
  it('marks the word that changed and nothing beside it', () => {
    expect(diffWords('Lumen Studio GmbH', 'Lumen Atelier GmbH')).toEqual([
      { text: 'Lumen ', kind: 'same' }, { text: 'Studio', kind: 'removed' }, { text: 'Atelier', kind: 'added' }, { text: ' GmbH', kind: 'same' },
    ])
  })

  it('shows two changed words that stand together as one change', () => {
    expect(diffWords('the red car', 'the blue van')).toEqual([
      { text: 'the ', kind: 'same' }, { text: 'red car', kind: 'removed' }, { text: 'blue van', kind: 'added' },
    ])
  })

  it('knows letters with accents as letters', () => {
    expect(diffWords('Café Nord', 'Café Süd').map((part) => part.text)).toEqual(['Café ', 'Nord', 'Süd'])
  })

  it('handles nothing on either side', () => {
    expect(diffWords('', 'new')).toEqual([{ text: 'new', kind: 'added' }])
    expect(diffWords('old', '')).toEqual([{ text: 'old', kind: 'removed' }])
    expect(diffWords('', '')).toEqual([])
  })

  it('always gives both texts back whole', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', 'c ', '\n', 'ü', '.', '  ')).map((words) => words.join(''))
    fc.assert(fc.property(text, text, (before, after) => {
      const parts = diffWords(before, after)
      expect(side(parts, 'added')).toBe(before)
      expect(side(parts, 'removed')).toBe(after)
    }), { numRuns: 300 })
  })

  it('compares very long texts without holding the screen up', () => {
    const long = Array.from({ length: 5_000 }, (_, n) => `w${n}`).join(' ')
    const other = `start ${Array.from({ length: 5_000 }, (_, n) => `v${n}`).join(' ')} w4999`
    const parts = diffWords(long, other)
    expect(side(parts, 'added')).toBe(long)
    expect(side(parts, 'removed')).toBe(other)
  })
})
