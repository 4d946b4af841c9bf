import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyHash, canonicalJson, identicalJson, sameJson, sha256Hex } from './canonical.ts'

describe('canonicalJson', () => {
  it('[M6] writes the example of RFC 8785 (3.2.3, 3.2.4) as the RFC does', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
  })

  it('[M6] sorts members by UTF-16 code units, as the RFC 8785 sorting example does', () => {
    const value = { '\u20ac': 'Euro', '\r': 'CR', '\ufb33': 'Dalet', 1: 'One', '\ud83d\ude00': 'Emoji', '\u0080': 'Control', '\u00f6': 'o' }
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7)
    const order = [...canonicalJson(value).matchAll(/"(CR|One|Control|o|Euro|Emoji|Dalet)"/g)].map((match) => match[1])
    expect(order).toEqual(['CR', 'One', 'Control', 'o', 'Euro', 'Emoji', 'Dalet'])
  })

  it('[M6] drops undefined members and refuses what is not JSON', () => {
    expect(canonicalJson({ b: undefined, a: [undefined] })).toBe('{"a":[null]}')
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
    expect(() => canonicalJson(1n)).toThrow(TypeError)
  })

  it('[M6] gives equal bytes for equal values whatever the order of their members, and is read back as what it was', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(reversed(value))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }))
  })
})

describe('sameJson', () => {
  it('[M6] knows a member that one value has and the other only inherits', () => {
    for (const name of ['constructor', 'toString', 'valueOf']) {
      const more = { a: 1, [name]: 'x' }
      for (const [one, other] of [[{ a: 1 }, more], [more, { a: 1 }]]) for (const same of [sameJson, identicalJson]) expect([name, same(one, other)]).toEqual([name, false])
    }
  })
})

describe('hashes', () => {
  it('[M6] sha256Hex hashes UTF-8', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sha256Hex('José')).toBe('24c2ab65b7adab7e070ba05a00a3f3ae074e28b8bcdd59735b7107e7a538a551')
  })

  it('[J1] bodyHash does not depend on the order of members nor on itself, but on everything else', () => {
    const change = { id: '1', patch: { a: 1, b: [2] }, seq: 3 }
    const hash = bodyHash(change)
    expect(bodyHash({ seq: 3, patch: { b: [2], a: 1 }, id: '1' })).toBe(hash)
    expect(bodyHash({ ...change, bodyHash: hash })).toBe(hash)
    expect(bodyHash({ ...change, seq: 4 })).not.toBe(hash)
  })
})

describe('identicalJson', () => {
  it('is what has the same canonical JSON', () => {
    const values: unknown[] = [null, 0, false, '', '0', [], [null], {}, { a: null }, { a: 1, b: 2 }, { b: 2, a: 1 }, { a: { b: null } }, { a: {} }, { toString: 1 }, [1, 2], [2, 1]]
    for (const a of values) for (const b of values) expect(identicalJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b))
  })
})

describe('sameJson', () => {
  it('[M1] holds absent and null for the same, and nothing else that differs', () => {
    expect(sameJson(null, undefined)).toBe(true)
    expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(sameJson([1, 2], [2, 1])).toBe(false)
    expect(sameJson('', null)).toBe(false)
    expect(sameJson(0, false)).toBe(false)
    expect(sameJson('1', 1)).toBe(false)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, reversed(member)]))
}
