import { memo } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { CellContent } from './cells.tsx'
import { cellEdit, editorOf, isEditable } from './cell-edits.ts'
import { CellEditor } from './cell-editor.tsx'
import { useKind } from './kind.ts'
import { ChoiceEditor, NameEditor } from './picked-editor.tsx'
import { nameOf } from './record-values.ts'

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
  selected: boolean
  /** The column that has the focus; -1: none in this row. */
  activeColumn: number
  editing: boolean
  /** Where the first columns stay while the rest scrolls sideways; none where nothing does, since each pinned cell is a layer. */
  lefts: readonly number[]
  actions: RowActions
}

export const cellId = (row: number, column: number): string => `cell-${row}-${column}`

/** One row of the grid, at its place in the whole list. A row whose page is not there yet is empty for a frame. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { rec, index, top, height, columns, search, selected, activeColumn, editing, lefts, actions } = props
  const kind = useKind()
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cn(
        'group absolute inset-x-0 grid [contain:layout_style_size] items-stretch bg-bg hairline-b [grid-template-columns:var(--columns)] hover:bg-hover',
        // What an editor says is wrong stands over the rows below.
        editing && 'z-2',
        selected && 'bg-selected hover:bg-selected', activeColumn >= 0 && !selected && 'in-focus-within:bg-hover',
      )}
      style={{ top, height }}
    >
      <div role="gridcell" aria-colindex={1} className={cn('flex items-center pl-4', lefts.length > 0 && 'sticky left-0 z-1 bg-inherit hairline-b')}>
        {rec && (
          <Checkbox
            aria-label={`Select ${nameOf(kind.entity, rec)}`}
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
      {columns.map((column, at) => (
        <div
          key={column}
          id={cellId(index, at)}
          role="gridcell"
          aria-colindex={at + 2}
          className={cn(
            'relative flex min-w-0 items-center px-2 text-table',
            at < lefts.length && 'sticky z-1 bg-inherit hairline-b',
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
          {rec && (editing && at === activeColumn
            ? <Editor rec={rec} column={column} search={search} onEnd={actions.endEdit} />
            : <span className={cn('min-w-0 truncate', (column === 'tags' || at === 0) && 'grow')}><CellContent column={column} rec={rec} search={search} onOpen={actions.open} /></span>)}
        </div>
      ))}
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
