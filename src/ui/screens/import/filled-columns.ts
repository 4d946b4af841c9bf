import type { FailedRow } from '../../../data-api/types.ts'

/** The columns of rows of one file, and which of them are worth a look. */
export interface FilledColumns { names: readonly string[]; shown: readonly number[] }

/** A table of a few columns is shown whole; of one of many those that any of the rows fills, and the first ones, among which the name or title stands that is missing. */
export function filledColumns(rows: readonly FailedRow[]): FilledColumns {
  const names = rows.reduce<readonly string[]>((most, { columns }) => (columns.length > most.length ? columns : most), [])
  const shown = names.flatMap((_, at) => (names.length <= few || at < first || rows.some(({ cells }) => (cells[at] ?? '').trim() !== '') ? [at] : []))
  return { names, shown }
}

const few = 8
const first = 6
