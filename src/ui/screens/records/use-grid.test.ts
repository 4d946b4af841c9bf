import { expect, it } from 'vitest'
import { movedBy } from './use-grid.ts'

const size = { count: 3, width: 2 }

it('goes from row to row, up into the head and no further, and stays among the columns', () => {
  expect(movedBy({ row: 0, column: 0 }, 1, 0, size)).toEqual({ row: 1, column: 0 })
  expect(movedBy({ row: 2, column: 0 }, 1, 5, size)).toEqual({ row: 2, column: 1 })
  expect(movedBy({ row: 0, column: 1 }, -1, -5, size)).toEqual({ row: -1, column: 0 })
  expect(movedBy({ row: -1, column: 0 }, -1, 0, size)).toEqual({ row: -1, column: 0 })
})

it('J before the rows are there leads to no head', () => {
  expect(movedBy({ row: 0, column: 0 }, 1, 0, { count: 0, width: 2 })).toEqual({ row: 0, column: 0 })
})
