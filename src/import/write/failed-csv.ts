import Papa from 'papaparse'
import type { PlannedRow } from '../contract.ts'
import { guardCell } from '../csv-guard.ts'

/**
 * The failed rows as a table to mend and import again: the original columns (of several files, all of theirs), then the row's number and
 * the reason. Cells that a spreadsheet would run are guarded.
 */
export function failedRowsCsv(failed: readonly { row: PlannedRow; reason: string }[], headers: ReadonlyMap<string, readonly string[]>): string {
  const columns: string[] = []
  const places = new Map<string, number[]>()
  for (const fileId of new Set(failed.map(({ row }) => row.fileId))) {
    const widest = failed.reduce((most, { row }) => (row.fileId === fileId ? Math.max(most, row.raw.length) : most), 0)
    const header = headers.get(fileId) ?? []
    const taken = new Set<number>()
    places.set(fileId, Array.from({ length: Math.max(widest, header.length) }, (_, i) => {
      const name = header[i] || `Column ${i + 1}`
      // A file may have two columns of one name; each keeps its own place.
      let at = columns.findIndex((column, place) => column === name && !taken.has(place))
      if (at < 0) at = columns.push(name) - 1
      taken.add(at)
      return at
    }))
  }
  const rows = failed.map(({ row, reason }) => {
    const cells: string[] = columns.map(() => '')
    row.raw.forEach((cell, i) => { const at = places.get(row.fileId)?.[i]; if (at !== undefined) cells[at] = cell })
    return [...cells, String(row.row), reason].map(guardCell)
  })
  return Papa.unparse([[...columns, 'Row', 'Reason'].map(guardCell), ...rows], { newline: '\r\n' })
}
