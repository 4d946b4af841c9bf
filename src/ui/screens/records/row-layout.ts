import type { RowGroup } from '../../../data-api/types.ts'

export type GroupKey = RowGroup['key']

/** What stands on a line of the table: a row, by its place in the list, or the head of a group. */
export type Line = { kind: 'row'; row: number } | { kind: 'head'; group: RowGroup; open: boolean }

/** How heads and rows share the lines of a table. Rows of closed groups are not in the list at all. */
export interface RowLayout {
  lines: number
  at: (line: number) => Line
  /** The first row on a line or after it. */
  rowFrom: (line: number) => number
}

/** @param groups null: the table has none, and every line is a row */
export function layRows(groups: readonly RowGroup[] | null, closed: readonly GroupKey[], rows: number): RowLayout {
  if (groups === null) return { lines: rows, at: (line) => ({ kind: 'row', row: line }), rowFrom: (line) => line }
  const shut = new Set(closed)
  const heads: { line: number; row: number; group: RowGroup; open: boolean }[] = []
  let line = 0, row = 0
  for (const group of groups) {
    const open = !shut.has(group.key)
    heads.push({ line, row, group, open })
    line += 1 + (open ? group.count : 0)
    row += open ? group.count : 0
  }
  const headOf = (wanted: number): typeof heads[number] => {
    let low = 0, high = heads.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (heads[middle]!.line <= wanted) low = middle
      else high = middle - 1
    }
    return heads[low]!
  }
  return {
    lines: line,
    at: (wanted) => {
      if (heads.length === 0) return { kind: 'row', row: wanted }
      const head = headOf(wanted)
      return head.line === wanted ? { kind: 'head', group: head.group, open: head.open } : { kind: 'row', row: head.row + wanted - head.line - 1 }
    },
    rowFrom: (wanted) => {
      if (heads.length === 0) return wanted
      const head = headOf(wanted)
      return head.row + Math.max(0, wanted - head.line - 1)
    },
  }
}
