import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'

/** One byte a row, 1 for those whose numbers these are. */
export function marks(numbers: readonly number[], highest: number): Uint8Array {
  const marked = new Uint8Array(highest + 1)
  for (const n of numbers) marked[n] = 1
  return marked
}

/** Rows are numbered in order, so this is about how many there are. */
export const highest = ({ db }: Core, table: EntityTable): number => db.value<number | null>(`SELECT max(n) FROM ${table.name}`) ?? 0
