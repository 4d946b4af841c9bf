import fc from 'fast-check'
import { expect, it } from 'vitest'
import { layRows } from './row-layout.ts'

const groupsArbitrary = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { minLength: 1, maxLength: 12 })
  .map((each) => ({ groups: each.map(([count], at) => ({ key: at === 0 ? null : `g${at}`, value: at === 0 ? null : `G${at}`, count })), closed: each.flatMap(([, shut], at) => (shut ? [at === 0 ? null : `g${at}`] : [])) }))

it('every line is one head or one row, in order, and closed groups have none', () => {
  fc.assert(fc.property(groupsArbitrary, ({ groups, closed }) => {
    const plain = groups.flatMap((group): string[] => [`head ${String(group.key)}`, ...(closed.includes(group.key) ? [] : Array.from({ length: group.count }, () => 'row'))])
    let row = 0
    const expected = plain.map((line) => (line === 'row' ? `row ${row++}` : line))
    const layout = layRows(groups, closed, row)
    expect(layout.lines).toBe(expected.length)
    const read = expected.map((_, line) => { const at = layout.at(line); return at.kind === 'row' ? `row ${at.row}` : `head ${String(at.group.key)}` })
    expect(read).toEqual(expected)
    for (const [line, words] of expected.entries()) {
      const next = expected.slice(line).find((each) => each.startsWith('row'))
      if (words.startsWith('row') || next !== undefined) expect(layout.rowFrom(line)).toBe(Number(next!.slice(4)))
    }
  }))
})

it('without groups a line is its row', () => {
  expect(layRows(null, [], 7)).toMatchObject({ lines: 7 })
  expect(layRows(null, [], 7).at(3)).toEqual({ kind: 'row', row: 3 })
  expect(layRows([], [], 0).lines).toBe(0)
})
