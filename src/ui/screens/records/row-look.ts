import { plainBoxClass } from '../../components/checkbox-look.ts'
import type { Rec } from '../../../data-api/types.ts'
import { dataOf } from './record-values.ts'
import { draw } from './drawn.ts'
import { drawCell, type Look } from './look.ts'

/*
 * A row of the table: what its elements are called and how they look, for React's rows (record-row.tsx) and for those of the first list.
 */

export const rowClass = 'group absolute inset-x-0 grid [contain:layout_style_size] items-stretch bg-bg hairline-b [grid-template-columns:var(--columns)] hover:bg-hover'
export const boxCellClass = 'flex items-center pl-4'
export const pinnedBoxClass = 'sticky left-0 z-1 bg-inherit hairline-b'
/** `line`: words alone, as high as the row. `pinned`: it stays where the rest scrolls sideways. */
export const cellClass = (line: boolean, pinned: boolean): string =>
  `${pinned ? 'sticky z-1 bg-inherit hairline-b' : 'relative'} ${line ? 'min-w-0 table-line px-2 text-table leading-(--row)' : 'flex min-w-0 items-center px-2 text-table'}`

/** @param grid whose table it is, since others may stay in the page: an entity's name, or a list's id */
export const cellId = (grid: string, row: number, column: number): string => `cell-${grid}-${row}-${column}`
export const boxLabel = (title: string): string => `Select ${title}`

export interface RowOptions {
  entity: string
  look: Look
  columns: readonly string[]
  /** Columns of calendar dates. */
  dates: ReadonlySet<string>
  search: string
  wideTags: boolean
  /** px from the row before all. */
  top: number
  height: number
  /** Where the first columns stay while the rest scrolls sideways. */
  lefts: readonly number[]
  now: number
}

/** A row without React, not selected, for the list that stands before the table does. */
export function drawRow(rec: Rec, index: number, { entity, look, columns, dates, search, wideTags, top, height, lefts, now }: RowOptions): HTMLElement {
  const row = make('div', rowClass, { role: 'row', 'aria-rowindex': index + 2, 'aria-selected': 'false' })
  row.style.top = `${top}px`
  row.style.height = `${height}px`
  const box = make('div', lefts.length > 0 ? `${boxCellClass} ${pinnedBoxClass}` : boxCellClass, { role: 'gridcell', 'aria-colindex': 1 })
  const frame = make('span', plainBoxClass.frame, {})
  frame.append(make('input', plainBoxClass.input, { type: 'checkbox', tabindex: -1, 'aria-label': boxLabel(look.title(dataOf(rec))) }))
  box.append(frame)
  row.append(box)
  columns.forEach((column, at) => {
    const { line, content } = drawCell(look, column, rec, { search, isDate: dates.has(column), wideTags, now })
    const left = lefts[at]
    const cell = make('div', cellClass(line, left !== undefined), { role: 'gridcell', id: cellId(entity, index, at), 'aria-colindex': at + 2 })
    if (left !== undefined) cell.style.left = `${left}px`
    draw(content, cell)
    row.append(cell)
  })
  return row
}

function make(tag: string, className: string, attributes: Record<string, string | number>): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}
