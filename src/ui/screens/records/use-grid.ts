import { useCallback, useMemo, useRef, useState, type Dispatch, type SetStateAction } from 'react'

export interface Cell { row: number; column: number }

export interface Grid {
  /** -1 as row is the head. */
  active: Cell
  editing: boolean
  setActive: Dispatch<SetStateAction<Cell>>
  setEditing: (editing: boolean) => void
  /** Moves within the list and keeps the row in sight. */
  move: (rows: number, columns?: number) => void
}

/** Where the keyboard is in the table. The focus itself stays on the grid, so that scrolling rows away never loses it. */
export function useGrid(rowCount: number, columnCount: number, startRow: number, reveal: (row: number) => void): Grid {
  const [active, setActive] = useState<Cell>({ row: startRow, column: 0 })
  const [editing, setEditing] = useState(false)
  const latest = useRef({ rowCount, columnCount, reveal })
  latest.current = { rowCount, columnCount, reveal }

  const move = useCallback((rows: number, columns = 0) => {
    setActive((now) => {
      const { rowCount: count, columnCount: width, reveal: show } = latest.current
      const to = movedBy(now, rows, columns, { count, width })
      if (to.row >= 0) show(to.row)
      return to
    })
  }, [])
  return useMemo(() => ({ active, editing, setActive, setEditing, move }), [active, editing, move])
}

/** So many rows and columns on. Where no row is there yet, nobody who goes down ends up in the head, where the next key would sort. */
export function movedBy(now: Cell, rows: number, columns: number, { count, width }: { count: number; width: number }): Cell {
  const row = count === 0 && rows >= 0 ? now.row : Math.max(-1, Math.min(count - 1, now.row + rows))
  return { row, column: Math.max(0, Math.min(width - 1, now.column + columns)) }
}
