import { expect, it } from 'vitest'
import { filledColumns } from './filled-columns.ts'

const row = (columns: string[], cells: string[]) => ({ fileId: 'f', file: 'f.csv', row: 1, columns, cells, reason: '' })

it('a narrow table is shown whole, of a wide one what is filled and the first columns', () => {
  expect(filledColumns([row(['a', 'b'], ['', ''])])).toEqual({ names: ['a', 'b'], shown: [0, 1] })
  const wide = Array.from({ length: 12 }, (_, at) => `c${at}`)
  expect(filledColumns([row(wide, wide.map((_, at) => (at === 10 ? 'x' : ' '))), row(wide.slice(0, 3), ['', '', ''])]).shown).toEqual([0, 1, 2, 3, 4, 5, 10])
})
