import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editsBetween, wellFormed } from './text-edits.ts'
import { runs } from '../../tests/support/whole-run.ts'

const applied = (from: string, to: string): string =>
  editsBetween(from, to).reverse().reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), from)
const texts = fc.array(fc.constantFrom('one', 'two', 'three', 'öl', '今天', '😀', '👩‍👩‍👧', ' ', '  ', '\n', '.', 'e\u0301'), { maxLength: 12 }).map((parts) => parts.join(''))

describe('what turns one text into another', () => {
  it('does, and never between the halves of a surrogate pair', () => {
    fc.assert(fc.property(fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 20 })), texts, (from, to) => {
      const old = wellFormed(from)
      expect(applied(old, to)).toBe(to)
      expect(editsBetween(old, to).filter(({ at, remove, insert }) => isInsidePair(old, at) || isInsidePair(old, at + remove) || wellFormed(insert) !== insert)).toEqual([])
    }), { numRuns: runs(200) })
  })

  it.each([
    ['a new word is whole, beside one that begins alike', 'Ana Ben Anders', 'Ana Ben Andrea Anders', [{ at: 8, remove: 0, insert: 'Andrea ' }]],
    ['a word that stays is worth more than a blank that does (seed 3165)', 'Ana w17A 😀', 'Ana w77A w17A', [{ at: 4, remove: 0, insert: 'w77A ' }, { at: 8, remove: 3, insert: '' }]],
    ['and more than a full stop', 'Call Ben. Then Ana', 'Call Eva. Ben', [{ at: 5, remove: 0, insert: 'Eva. ' }, { at: 8, remove: 10, insert: '' }]],
    ['an altered word keeps what it had', 'the colour is', 'the colours is', [{ at: 10, remove: 0, insert: 's' }]],
    ['a replaced word goes whole', 'Call on Monday', 'Call on Friday', [{ at: 8, remove: 6, insert: 'Friday' }]],
    ['a sign each, where words are not set apart', '今天天气很好', '今天的天气很好', [{ at: 2, remove: 0, insert: '的' }]],
    ['half a pair is never taken for what two emoji share', '😀', '😁', [{ at: 0, remove: 2, insert: '😁' }]],
  ])('%s', (_name, from, to, edits) => { expect(editsBetween(from, to)).toEqual(edits) })

  it('texts of 100,000 characters that share nothing are told apart without counting every word', () => {
    const from = 'Lorem ipsum dolor '.repeat(5_500), to = 'Alia verba sunt hic '.repeat(5_000)
    expect(editsBetween(from, to)).toHaveLength(1)
    expect(applied(from, to)).toBe(to)
  })
})

const isInsidePair = (text: string, at: number): boolean => /^[\uD800-\uDBFF]$/.test(text[at - 1] ?? '') && /^[\uDC00-\uDFFF]$/.test(text[at] ?? '')
