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
      const row = Math.max(-1, Math.min(count - 1, now.row + rows))
      const column = Math.max(0, Math.min(width - 1, now.column + columns))
      if (row >= 0) show(row)
      return { row, column }
    })
  }, [])
  return useMemo(() => ({ active, editing, setActive, setEditing, move }), [active, editing, move])
}
