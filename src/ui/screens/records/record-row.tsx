import { Fragment, memo, useState, type ReactNode } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { CellContent } from './cells.tsx'
import { cellEdit, isEditable } from './cell-edits.ts'
import { CellEditor } from './cell-editor.tsx'
import { useKind } from './kind.ts'
import { nameOf } from './record-values.ts'
import { boxCellClass, boxLabel, cellClass, cellId, pinnedBoxClass, pinnedClass, rowClass } from './row-look.ts'

/** What a row can ask for; one object for the life of the table, so that rows are drawn anew only when they change. */
export interface RowActions {
  activate: (index: number, column: number) => void
  open: (id: string) => void
  select: (id: string, index: number, range: boolean) => void
  edit: (index: number, column: number) => void
  endEdit: (move: number) => void
}

interface RecordRowProps {
  rec: Rec | undefined
  index: number
  top: number
  height: number
  columns: readonly string[]
  search: string
  wideTags: boolean
  selected: boolean
  /** The column that has the focus; -1: none in this row. */
  activeColumn: number
  editing: boolean
  /** Where the first columns stay while the rest scrolls sideways; none where nothing does, since each pinned cell is a layer. */
  lefts: readonly number[]
  actions: RowActions
}

/** One row of the grid, at its place in the whole list. A row whose page is not there yet is empty for a frame. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { rec, index, top, height, columns, search, wideTags, selected, activeColumn, editing, lefts, actions } = props
  const kind = useKind()
  const [pointed, setPointed] = useState(false)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cn(
        rowClass,
        // What an editor says is wrong stands over the rows below.
        editing && 'z-2',
        selected && 'bg-selected hover:bg-selected', activeColumn >= 0 && !selected && 'in-focus-within:bg-hover',
      )}
      style={{ top, height }}
      onPointerEnter={() => setPointed(true)}
    >
      <div role="gridcell" aria-colindex={1} className={lefts.length > 0 ? `${boxCellClass} ${pinnedBoxClass}` : boxCellClass}>
        {rec && (
          <Checkbox
            aria-label={boxLabel(nameOf(kind.entity, rec))}
            checked={selected}
            tabIndex={-1}
            onChange={() => undefined}
            onClick={(event) => {
              event.stopPropagation()
              actions.select(rec.id, index, event.shiftKey)
            }}
          />
        )}
      </div>
      {columns.map((column, at) => {
        const around = (line: boolean, content: ReactNode) => (
          <div
            id={cellId(index, at)}
            role="gridcell"
            aria-colindex={at + 2}
            className={cn(
              cellClass(line), at < lefts.length && pinnedClass,
              at === activeColumn && 'in-focus-visible:outline-2 in-focus-visible:-outline-offset-2 in-focus-visible:outline-accent',
            )}
            style={at < lefts.length ? { left: lefts[at] } : undefined}
            onClick={(event) => {
              actions.activate(index, at)
              if (event.shiftKey && rec) actions.select(rec.id, index, true)
            }}
            onDoubleClick={() => {
              if (!rec) return
              if (isEditable(kind, column)) actions.edit(index, at)
              else actions.open(rec.id)
            }}
          >
            {content}
          </div>
        )
        if (!rec) return <Fragment key={column}>{around(false, null)}</Fragment>
        if (editing && at === activeColumn) return <Fragment key={column}>{around(false, <CellEditor rec={rec} column={column} as={cellEdit(kind, column)!} search={search} onEnd={actions.endEdit} />)}</Fragment>
        return <CellContent key={column} column={column} rec={rec} search={search} wideTags={wideTags} pointed={pointed} onOpen={actions.open} around={around} />
      })}
    </div>
  )
})
