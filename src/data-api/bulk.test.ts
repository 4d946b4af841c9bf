import { describe, expect, it } from 'vitest'
import type { DraftChange } from '../db-worker/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import { bulk, cut } from './bulk.ts'
import type { Connection } from './connection.ts'

const changes = (count: number, characters: number): DraftChange[] =>
  Array.from({ length: count }, (_, i) => ({ entity: 'things', recordId: String(i), op: 'create', patch: { text: 'x'.repeat(characters) } }))

/** A line whose `mutateGroup` refuses the call of this number, and which notes what it was asked for. */
function setupLine(refused: number, undoes = true) {
  const asked: string[] = []
  const api = {
    mutateGroup: (inputs: unknown[]) => {
      asked.push(`write ${inputs.length}`)
      if (asked.length === refused) throw new SatchelError('rule_broken', 'Not so.', { field: 'name' })
    },
    withdrawable: () => [],
    undoAct: (id: string) => { asked.push(`undo ${id}`); if (!undoes) throw new SatchelError('storage_full', 'Full.') },
  }
  const connection = { data: (use: (of: unknown) => unknown) => Promise.resolve().then(() => use(api)) } as unknown as Connection
  let ids = 0
  return { asked, write: () => bulk(connection, () => String(ids++), (writer) => { for (let i = 0; i < 12_001; i += 1) writer.create('things', {}) }) }
}

describe('a bulk act that is refused in the middle', () => {
  it('is taken back', async () => {
    const { asked, write } = setupLine(3)
    await expect(write()).rejects.toMatchObject({ code: 'rule_broken', message: 'Not so.', field: 'name' })
    expect(asked).toEqual(['write 50', 'write 50', 'write 21', expect.stringMatching(/^undo /)])
  })

  it('and cannot be taken back, says what stands', async () => {
    await expect(setupLine(2, false).write()).rejects.toMatchObject({ code: 'rule_broken', message: 'Not so. 5,000 changes of this act were written before, and stand: undo takes them back.' })
  })

  it('at its beginning, has nothing to take back', async () => {
    const { asked, write } = setupLine(1)
    await expect(write()).rejects.toMatchObject({ message: 'Not so.' })
    expect(asked).toEqual(['write 50'])
  })
})

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
