import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOfParts, digestParts } from './digest.ts'
import { commonOf, commonPrefix, hexDigits, idBounds, idDigits, isIdPrefix, subRangeAt } from './id-range.ts'

describe('ranges of ids', () => {
  it('[R7] hold exactly the ids that begin with their digits, wherever the hyphens are', () => {
    fc.assert(fc.property(fc.uuid(), fc.uuid(), fc.integer({ min: 0, max: idDigits }), (id, other, length) => {
      const digits = (text: string): string => text.replaceAll('-', '')
      const prefix = digits(id).slice(0, length), { from, to } = idBounds(prefix)
      expect(isIdPrefix(prefix)).toBe(true)
      for (const one of [id, other]) expect(one >= from && one < to).toBe(digits(one).startsWith(prefix))
      if (length < idDigits) expect(hexDigits).toContain(id[subRangeAt(prefix) - 1])
      if (length < idDigits) expect(id[subRangeAt(prefix) - 1]).toBe(digits(id)[length])
      expect(digits(id).startsWith(commonPrefix(id, other)) && digits(other).startsWith(commonPrefix(id, other))).toBe(true)
    }))
  })

  it('[R7] what all ids begin with is told by the first and the last; fewer than two tell nothing', () => {
    expect(commonOf('01930000-aaaa-7000-8000-000000000000', '01930000-abaa-7000-8000-000000000000', '0')).toBe('01930000a')
    expect(commonOf(undefined, undefined, '01')).toBe('01')
    expect(commonOf('0193', '0193', '01')).toBe('01')
  })

  it('[R7] are not named by anything but digits in lower case', () => {
    expect(['', '0', 'f'.repeat(32)].every((text) => isIdPrefix(text))).toBe(true)
    expect(['A', '0-1', 'g', '%', 'f'.repeat(33)].some((text) => isIdPrefix(text))).toBe(false)
  })

  it('[R7] a digest is the sum of its parts, also where those have grown', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), { maxLength: 50 }), (digests) => {
      const sums = digests.map((digest): number[] => digestParts(digest)).reduce((sum, parts) => sum.map((part, index) => part + parts[index]!), [0, 0, 0, 0])
      expect(digestOfParts(sums)).toBe(digests.reduce((sum, digest) => sum + digest, 0n) & ((1n << 128n) - 1n))
    }))
  })
})
