import type { KeyboardEvent } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { isTyping, useShortcuts } from '../../app/shortcuts.ts'
import { minWidth, moveColumn, pinnedFirst } from './columns.ts'
import { isEditable } from './cell-edits.ts'
import { openAddToList } from '../lists/open-add-to-list.ts'
import { headingOf, useKind } from './kind.ts'
import type { TableModel } from './table-model.ts'
import type { Selection } from './use-selection.ts'
import type { Grid } from './use-grid.ts'
import type { TableState } from './use-table-state.ts'

interface GridKeys {
  grid: Grid
  table: TableModel
  columns: readonly string[]
  rec: Rec | undefined
  selection: Selection
  state: TableState
  pageRows: number
  /** The list's row on a line, or the next one. */
  rowOf: (line: number) => number
  /** Opens or closes the group whose head one is on; null: one is on a row. */
  toggleGroup: ((open?: boolean) => void) | null
  onOpen: (id: string) => void
  /** What is not one plain text is edited on the record's page, the field in focus. */
  onEdit: (id: string, field: string) => void
  onNote: (id: string) => void
  onDelete: (ids: string[]) => void
  openFilter: (column: string) => void
  /** Puts the focus on the grid, so that the row one is on is seen. False where it was there already. */
  focus: () => boolean
}

/** The table's keys: letters act anywhere on the screen, arrows, Enter and Space while the grid has the focus or nothing has it. */
export function useGridKeys(keys: GridKeys): (event: KeyboardEvent<HTMLElement>) => void {
  const { grid, columns, rec, selection, state, onOpen, onEdit, onNote, onDelete, focus } = keys
  const kind = useKind()
  const { active, move } = grid
  const mayWrite = useMayWrite()
  const edit = (): void => {
    if (!rec) return
    if (!mayWrite) { onOpen(rec.id); return }
    const column = columns[active.column] ?? ''
    if (isEditable(kind, column)) grid.setEditing(true)
    else onEdit(rec.id, kind.firstField)
  }
  // The first key shows where one is, the next goes on from there.
  const step = (rows: number): void => { if (!focus()) move(rows) }
  const enter = (): void => { if (keys.toggleGroup) keys.toggleGroup(); else if (rec && active.row >= 0) { if (active.column === 0) onOpen(rec.id); else edit() } }
  const peek = (): void => { if (rec) state.setPeek(state.peek === null ? rec.id : null) }
  const addToList = (): void => {
    const one = rec?.id, ids = selection.ids.size > 0 ? [...selection.ids] : one === undefined ? [] : [one]
    if (ids.length > 0) openAddToList({ entity: kind.entity.name, ids })
  }
  const group = headingOf(kind), { one } = kind.entity.label
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: `Next ${one}`, group, onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: `Previous ${one}`, group, onlyKey: true, run: () => step(active.row > 0 ? -1 : 0) },
    { keys: 'Enter', label: `Open the ${one}, or edit the cell`, group, onlyKey: true, run: enter },
    { keys: 'mod+Enter', label: `Open the ${one} from any cell`, group, onlyKey: true, run: () => { if (rec) onOpen(rec.id) } },
    { keys: 'Space', label: `Peek at the ${one}`, group, onlyKey: true, run: () => { focus(); peek() } },
    {
      keys: 'x', label: 'Select', group, onlyKey: true,
      run: (event) => { if (event.shiftKey) selection.rangeTo(keys.rowOf(active.row)); else if (rec) selection.toggle(rec.id, keys.rowOf(active.row)) },
    },
    { keys: 'shift+x', label: 'Select from there to here', group },
    { keys: 'mod+a', label: 'Select all that match', group, run: () => selection.all() },
    { keys: 'e', also: 'F2', label: 'Edit the cell', group, onlyKey: true, run: edit },
    ...(kind.noteField === undefined ? [] : [{ keys: 'n', label: 'Write a note', group, writes: true, run: () => { if (rec) onNote(rec.id) } }]),
    ...(kind.listed ? [{ keys: 'l', label: 'Add to a list', group, writes: true, run: addToList }] : []),
    { keys: '#', label: 'Move to trash', group, writes: true, run: () => { onDelete(selection.ids.size > 0 ? [...selection.ids] : rec ? [rec.id] : []) } },
    { keys: 'Escape', label: 'Close the panel, or select none', group, onlyKey: true, run: () => (state.peek === null ? selection.clear() : state.setPeek(null)) },
    { keys: 'Enter', label: 'Sort by the column', group: 'In the head of the table' },
    { keys: 'shift+Enter', label: 'Sort by several columns', group: 'In the head of the table' },
    { keys: 'f', label: 'Filter the column', group: 'In the head of the table' },
    { keys: 'alt+ArrowRight', label: 'Wider', group: 'In the head of the table' },
    { keys: 'alt+ArrowLeft', label: 'Narrower', group: 'In the head of the table' },
    { keys: 'alt+shift+ArrowRight', label: 'Move the column right', group: 'In the head of the table' },
    { keys: 'alt+shift+ArrowLeft', label: 'Move the column left', group: 'In the head of the table' },
    { keys: 'p', label: 'Pin the column', group: 'In the head of the table' },
  ])

  return (event) => {
    if (isTyping(event.target) || (event.target as Element).closest('.popover')) return
    const inHead = active.row === -1
    const header = inHead ? columns[active.column] : undefined
    const act = actOf(event, inHead, keys, { edit, enter, peek, header })
    if (!act) return
    event.preventDefault()
    act()
  }
}

function actOf(
  event: KeyboardEvent, inHead: boolean, { grid, rec, selection, pageRows, table, columns, state, rowOf, toggleGroup, onOpen, openFilter }: GridKeys,
  { edit, enter, peek, header }: { edit: () => void; enter: () => void; peek: () => void; header: string | undefined },
): (() => void) | null {
  const { active, move } = grid
  const column = header === undefined ? undefined : table.getColumn(header)
  const extend = (rows: number) => () => {
    const next = active.row + rows
    if (selection.ids.size === 0 && rec) selection.toggle(rec.id, rowOf(active.row))
    selection.rangeTo(rowOf(next))
    move(rows)
  }
  switch (event.key) {
    case 'ArrowDown': return event.shiftKey && !inHead ? extend(1) : () => move(1)
    case 'ArrowUp': return event.shiftKey && active.row > 0 ? extend(-1) : () => move(-1)
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = event.key === 'ArrowRight' ? 1 : -1
      if (toggleGroup) return () => toggleGroup(step === 1)
      if (column && event.altKey && event.shiftKey) {
        return () => {
          const next = moveColumn(columns, column.id, active.column + step)
          state.setColumns(next)
          move(0, pinnedFirst(next, state.pins).indexOf(column.id) - active.column)
        }
      }
      if (column && event.altKey) return () => table.setColumnSizing((now) => ({ ...now, [column.id]: Math.max(minWidth, Math.min(900, column.getSize() + step * 16)) }))
      return event.metaKey || event.ctrlKey || event.altKey ? null : () => move(0, step)
    }
    case 'PageDown': return () => move(pageRows)
    case 'PageUp': return () => move(-Math.min(pageRows, Math.max(0, active.row)))
    case 'Home': return () => move(event.ctrlKey || event.metaKey ? -active.row : 0, -active.column)
    case 'End': return () => move(event.ctrlKey || event.metaKey ? Number.MAX_SAFE_INTEGER : 0, columns.length)
    case 'p': return header !== undefined && active.column > 0 && !event.metaKey && !event.ctrlKey ? () => state.setPins(state.pins.includes(header) ? state.pins.filter((id) => id !== header) : [...state.pins, header]) : null
    case 'Enter':
      if (toggleGroup) return () => toggleGroup()
      if (column) return () => column.toggleSorting(undefined, event.shiftKey)
      if (!rec) return null
      return event.metaKey || event.ctrlKey ? () => onOpen(rec.id) : enter
    case ' ': return toggleGroup ? () => toggleGroup() : inHead ? null : peek
    case 'F2': return inHead ? null : edit
    case 'f': return header !== undefined && !event.metaKey && !event.ctrlKey ? () => openFilter(header) : null
    default: return null
  }
}
