import { importables } from '../importables/importables.ts'
import type { SourceRow } from './plan.ts'

/** Rows in the order in which they are planned and written: what others name, or are a part of, before these; else as the files have them. */
export function inPlanningOrder(rows: readonly SourceRow[], wholes: ReadonlyMap<SourceRow, SourceRow>): SourceRow[] {
  const rank = new Map(importables.map((into, index) => [into, index]))
  const depths = new Map<SourceRow, number>()
  const depthOf = (row: SourceRow): number => {
    const known = depths.get(row)
    if (known !== undefined) return known
    const whole = wholes.get(row), depth = whole === undefined ? 0 : depthOf(whole) + 1
    depths.set(row, depth)
    return depth
  }
  return rows.map((row, index) => ({ row, index, rank: rank.get(row.into) ?? 0, depth: depthOf(row) }))
    .sort((a, b) => a.rank - b.rank || a.depth - b.depth || a.index - b.index).map(({ row }) => row)
}
