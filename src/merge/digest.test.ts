import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { things } from '../../tests/support/merge-setup.ts'
import { sha256Hex } from './canonical.ts'
import { addDigest, emptyDigest, formatDigest, parseDigest, recordDigest, subtractDigest } from './digest.ts'

describe('digest', () => {
  it('[R7] is the first 128 bits of SHA-256 of the canonical bytes of [entity, id, data with sets sorted]', () => {
    const data = { title: 'x', tags: ['b', 'a'], emails: [{ value: 'y', id: 'e2' }, { id: 'e1' }] }
    expect(formatDigest(recordDigest(things, 'r1', data)))
      .toBe(sha256Hex('["things","r1",{"emails":[{"id":"e1"},{"id":"e2","value":"y"}],"tags":["a","b"],"title":"x"}]').slice(0, 32))
  })

  it('[R7] does not depend on the order of records, of sets or of members, and comes back when a record goes', () => {
    const record = fc.record({ id: fc.uuid(), title: fc.string(), tags: fc.uniqueArray(fc.string()) })
    fc.assert(fc.property(fc.array(record), fc.uuid(), (records, gone) => {
      const sum = (list: typeof records, flip: boolean) => list.reduce((digest, { id, title, tags }) =>
        addDigest(digest, recordDigest(things, id, flip ? { tags: [...tags].reverse(), title } : { title, tags })), emptyDigest)
      expect(sum(records, false)).toBe(sum([...records].reverse(), true))
      const share = recordDigest(things, gone, { title: 'gone' })
      expect(subtractDigest(addDigest(sum(records, false), share), share)).toBe(sum(records, false))
    }))
  })

  it('[R7] absent and null are equal data; another title is not', () => {
    expect(recordDigest(things, 'r', { title: 'x', note: null })).toBe(recordDigest(things, 'r', { title: 'x' }))
    expect(recordDigest(things, 'r', { title: 'x' })).not.toBe(recordDigest(things, 'r', { title: 'y' }))
  })

  it('[R7] is written with 32 hex digits and read back', () => {
    expect(formatDigest(emptyDigest)).toBe('0'.repeat(32))
    expect(parseDigest(formatDigest(12345n))).toBe(12345n)
    expect(parseDigest('12')).toBeNull()
  })
})
