import { describe, expect, it } from 'vitest'
import type { DraftChange } from '../db-worker/contract.ts'
import { cut } from './bulk.ts'

const changes = (count: number, characters: number): DraftChange[] =>
  Array.from({ length: count }, (_, i) => ({ entity: 'things', recordId: String(i), op: 'create', patch: { text: 'x'.repeat(characters) } }))

describe('cutting a bulk act into mutations', () => {
  it('[P1] puts at most 100 changes into one', () => {
    expect(cut(changes(250, 10)).map((part) => part.length)).toEqual([100, 100, 50])
  })

  it('[P1] cuts long texts earlier, and keeps all of them in order', () => {
    const parts = cut(changes(40, 19_000))
    expect(parts.every((part) => JSON.stringify(part).length < 512 * 1024)).toBe(true)
    expect(parts.flat().map((change) => change.recordId)).toEqual(changes(40, 0).map((change) => change.recordId))
  })

  it('[M3] never parts what belongs together, neither by count nor by length', () => {
    for (const many of [changes(205, 10), changes(40, 19_000)]) {
      const joined = new Set(many.filter((_, i) => i % 2 === 1))
      const parts = cut(many, joined)
      expect(parts.length).toBeGreaterThan(2)
      expect(parts.flat()).toEqual(many)
      expect(parts.filter((part) => part.length > 100 || joined.has(part[0]!))).toEqual([])
    }
  })

  it('leaves a change that is too large by itself alone, to be refused by name', () => {
    expect(cut([...changes(1, 10), ...changes(1, 2_000_000)]).map((part) => part.length)).toEqual([1, 1])
  })

  it('makes nothing of nothing', () => { expect(cut([])).toEqual([]) })
})
