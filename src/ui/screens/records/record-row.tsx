import { memo, useState, type MouseEvent } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { cellContent } from './cells.tsx'
import { cellEdit, editorOf, isEditable } from './cell-edits.ts'
import { CellEditor } from './cell-editor.tsx'
import { useKind } from './kind.ts'
import { ChoiceEditor, NameEditor } from './picked-editor.tsx'
import { nameOf } from './record-values.ts'
import { boxCellClass, boxLabel, cellClass, cellId, pinnedBoxClass, rowClass } from './row-look.ts'

/** What a row can ask for; one object for the life of the table, so that rows are drawn anew only when they change. */
export interface RowActions {
  activate: (index: number, column: number) => void
  open: (id: string) => void
  select: (id: string, index: number, range: boolean) => void
  edit: (index: number, column: number) => void
  endEdit: (move: number) => void
}

interface RecordRowProps {
  /** The table's, for ids. */
  grid: string
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

/** The place of the column in which it happened; -1: in none. */
const columnOf = ({ target }: MouseEvent): number => (target instanceof Element ? Number(target.closest('[aria-colindex]')?.getAttribute('aria-colindex') ?? 1) - 2 : -1)

const activeClass = 'in-focus-visible:outline-2 in-focus-visible:-outline-offset-2 in-focus-visible:outline-accent'

/** One row of the grid, at its place in the whole list. A row whose page is not there yet is empty for a frame. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { grid, rec, index, top, height, columns, search, wideTags, selected, activeColumn, editing, lefts, actions } = props
  const kind = useKind()
  const [pointed, setPointed] = useState(false)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={editing || selected || activeColumn >= 0 ? cn(
        rowClass,
        // What an editor says is wrong stands over the rows below.
        editing && 'z-2',
        selected && 'bg-selected hover:bg-selected', activeColumn >= 0 && !selected && 'in-focus-within:bg-hover',
      ) : rowClass}
      style={{ top, height }}
      onPointerEnter={() => setPointed(true)}
      onClick={(event) => {
        const at = columnOf(event)
        if (at < 0) return
        actions.activate(index, at)
        if (event.shiftKey && rec) actions.select(rec.id, index, true)
      }}
      onDoubleClick={(event) => {
        const at = columnOf(event), column = columns[at]
        if (!rec || column === undefined) return
        if (isEditable(kind, column)) actions.edit(index, at)
        else actions.open(rec.id)
      }}
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
        const active = at === activeColumn, pinned = at < lefts.length
        const { line, content } = rec === undefined ? { line: false, content: null }
          : editing && active ? { line: false, content: <Editor rec={rec} column={column} search={search} onEnd={actions.endEdit} /> }
            : cellContent(kind, { column, rec, search, wideTags, pointed, onOpen: actions.open })
        return (
          <div
            key={column}
            id={cellId(grid, index, at)}
            role="gridcell"
            aria-colindex={at + 2}
            className={active ? cn(cellClass(line, pinned), activeClass) : cellClass(line, pinned)}
            style={pinned ? { left: lefts[at] } : undefined}
          >
            {content}
          </div>
        )
      })}
    </div>
  )
})

function Editor({ rec, column, search, onEnd }: { rec: Rec; column: string; search: string; onEnd: (move: number) => void }) {
  const kind = useKind(), Own = kind.editors?.[column]
  switch (editorOf(kind, column)) {
    case 'own': return Own === undefined ? null : <Own rec={rec} onEnd={onEnd} />
    case 'choice': return <ChoiceEditor rec={rec} column={column} onEnd={onEnd} />
    case 'name': return <NameEditor rec={rec} column={column} onEnd={onEnd} />
    default: return <CellEditor rec={rec} column={column} as={cellEdit(kind, column)!} search={search} onEnd={onEnd} />
  }
}
