import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Rec } from '../../../data-api/types.ts'
import { useShownEffect } from '../../components/screen-life.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { isTyping } from '../../app/shortcuts.ts'
import { lastRow, rememberRow } from './last-list.ts'
import { RecordRow, type RowActions } from './record-row.tsx'
import { isEditable } from './cell-edits.ts'
import { headingOf, useKind } from './kind.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { moveColumn } from './columns.ts'
import { GroupRow } from './group-row.tsx'
import type { GroupKey, RowLayout } from './row-layout.ts'
import { wideTagsFrom } from './look.ts'
import { cellId } from './row-look.ts'
import { takeScroll } from './handed-over.ts'
import { HeaderCell } from './header-cell.tsx'
import { useGridKeys } from './use-grid-keys.ts'
import { useTableModel } from './table-model.ts'
import type { Selection } from './use-selection.ts'
import { useAhead } from './use-ahead.ts'
import { useFirstPlan } from './use-first-plan.ts'
import { useWidth } from './use-width.ts'
import { useGrid } from './use-grid.ts'
import type { TableState } from './use-table-state.ts'
import type { Window } from './use-window.ts'

interface RecordTableProps {
  state: TableState
  window: Window
  selection: Selection
  onOpen: (id: string) => void
  onEdit: (id: string, field: string) => void
  onNote: (id: string) => void
  onDelete: (ids: string[]) => void
  layout: RowLayout
}

const noLefts: readonly number[] = [], noRecs: readonly Rec[] = []
const headHeight = 32
const overscan = 6

/** The grid: a head, and of all rows those in sight. */
export function RecordTable({ state, window: page, selection, onOpen, onEdit, onNote, onDelete, layout }: RecordTableProps) {
  const kind = useKind(), grid = kind.within?.id ?? kind.entity.name
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = state.compact ? 32 : 40
  const room = useWidth(scroller, state.peek === null ? kind.entity.name : `${kind.entity.name} beside`)
  const table = useTableModel(state, page.rows, room - 56)
  const [filterColumn, setFilterColumn] = useState<string | null>(null)
  const columns = state.columns

  const asked = JSON.stringify([kind.entity.name, state.options.search, state.options.where, state.options.sort, state.group])
  const [startAt] = useState(state.search.at ?? 0)
  const [startOffset] = useState(() => takeScroll() ?? startAt * rowHeight)
  const [startRow] = useState(() => lastRow(asked) ?? startAt)
  // oxlint-disable-next-line react/incompatible-library -- what it answers is used in this very render only
  const virtual = useVirtualizer({
    count: layout.lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    initialOffset: startOffset,
  })
  const measured = useRef(rowHeight)
  useEffect(() => {
    if (measured.current === rowHeight) return
    measured.current = rowHeight
    virtual.measure()
  }, [virtual, rowHeight])

  const rowAt = useCallback((line: number): Rec | undefined => {
    const at = layout.at(line)
    return at.kind === 'row' ? page.rows[at.row - page.offset] : undefined
  }, [layout, page.rows, page.offset])
  const keyboard = useGrid(layout.lines, columns.length, startRow, (row) => virtual.scrollToIndex(row))
  const { active, editing, setActive, setEditing, move } = keyboard
  const mayWrite = useMayWrite()

  const first = Math.floor(((virtual.scrollOffset ?? 0) + 1) / rowHeight)
  const { show } = page
  const firstRow = layout.rowFrom(first)
  useEffect(() => { show(firstRow) }, [show, firstRow])
  const { patch } = state
  useShownEffect(() => {
    if (!page.loaded) return
    const timer = setTimeout(() => patch({ at: first || undefined }), 400)
    return () => clearTimeout(timer)
  }, [patch, first, page.loaded])

  // A new search begins at its first row; whoever is in the head sorting stays there, for the next column.
  const lastAsked = useRef(asked)
  useEffect(() => {
    if (lastAsked.current === asked) return
    lastAsked.current = asked
    scroller.current?.scrollTo({ top: 0 })
    setActive((now) => (now.row === -1 || (now.row === 0 && now.column === 0) ? now : { row: 0, column: 0 }))
  }, [asked, setActive])
  useEffect(() => { if (active.row >= 0) rememberRow(asked, active.row) }, [asked, active.row])

  const activeRec = active.row >= 0 ? rowAt(active.row) : undefined
  const { peek, setPeek } = state
  const activeId = activeRec?.id
  const lastActive = useRef(activeId)
  // Before the frame, which shows both.
  useLayoutEffect(() => {
    const before = lastActive.current
    lastActive.current = activeId
    // The first row that is read is no step of anybody: an address with a peek shows the one it names.
    if (before !== undefined && peek !== null && activeId !== undefined && peek !== activeId) setPeek(activeId)
  }, [activeId]) // eslint-disable-line react-hooks/exhaustive-deps -- the panel follows the row, not the row the panel

  useAhead(activeRec, peek === null ? noRecs : [rowAt(active.row + 1), rowAt(active.row - 1)])

  const focus = useCallback(() => {
    if (!scroller.current || document.activeElement === scroller.current) return false
    scroller.current.focus({ preventScroll: true })
    return true
  }, [])
  const endEdit = useCallback((step: number) => {
    setEditing(false)
    focus()
    if (step !== 0) move(0, step)
  }, [focus, move, setEditing])
  const latest = useRef({ onOpen, selection, layout })
  latest.current = { onOpen, selection, layout }
  const actions = useMemo<RowActions>(() => ({
    activate: (row, column) => { setActive({ row, column }); if (!isTyping(document.activeElement)) focus() },
    open: (id) => latest.current.onOpen(id),
    select: (id, line, range) => {
      const { selection: chosen, layout: { rowFrom } } = latest.current
      if (range) chosen.rangeTo(rowFrom(line))
      else chosen.toggle(id, rowFrom(line))
    },
    edit: (row, column) => { setActive({ row, column }); setEditing(mayWrite) },
    endEdit,
  }), [endEdit, focus, mayWrite, setActive, setEditing])

  const { shut, setShut } = state
  const activeLine = active.row >= 0 && active.row < layout.lines ? layout.at(active.row) : null
  const toggleGroup = (key: GroupKey, open?: boolean): void => {
    const closed = shut.includes(key)
    if (open === undefined || open === closed) setShut(closed ? shut.filter((other) => other !== key) : [...shut, key])
  }
  const onKeyDown = useGridKeys({ rowOf: layout.rowFrom, toggleGroup: activeLine?.kind === 'head' ? (open) => toggleGroup(activeLine.group.key, open) : null, grid: keyboard, table, columns, rec: activeRec, selection, state, onOpen, onEdit, onNote, onDelete, pageRows: Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 1, openFilter: setFilterColumn, focus })

  const headers = table.getLeafHeaders().filter((header) => columns.includes(header.column.id))
  const widths = headers.map((header) => header.column.getSize()).join(' ')
  const template = `40px ${headers.map((header) => `${header.column.getSize()}px`).join(' ')} minmax(16px, 1fr)`
  const lefts = useMemo(() => {
    const sizes = widths.split(' ').map(Number).slice(0, 1 + state.pins.length)
    return sizes.map((_, at) => 40 + sizes.slice(0, at).reduce((sum, size) => sum + size, 0))
  }, [widths, state.pins.length])
  const width = 40 + headers.reduce((sum, header) => sum + header.column.getSize(), 0) + 16
  const pinned = width > room ? lefts : noLefts
  const wideTags = (headers.find((header) => header.column.id === 'tags')?.column.getSize() ?? 0) >= wideTagsFrom
  useFirstPlan({ state, page, lefts: pinned, rowHeight, first, wideTags })
  const pool = Math.ceil((scroller.current?.clientHeight ?? 2_000) / 32) + 2 * overscan + 2
  const selectedHere = page.total > 0 && selection.ids.size >= page.total && page.rows.every((rec) => selection.ids.has(rec.id))

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={headingOf(kind)}
      aria-rowcount={layout.lines + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={editing || active.row >= layout.lines ? undefined : cellId(grid, active.row, activeLine?.kind === 'head' ? 0 : active.column)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group/grid relative min-h-0 grow overflow-auto outline-none contain-strict"
      style={{ '--columns': template, '--row': `${rowHeight}px` } as React.CSSProperties}
    >
      <div role="rowgroup" className="sticky top-0 z-3" style={{ minWidth: width }}>
        <div role="row" aria-rowindex={1} className="grid bg-bg hairline-b [grid-template-columns:var(--columns)]" style={{ height: headHeight }}>
          <div role="columnheader" aria-colindex={1} aria-label="Selection" className="sticky left-0 z-2 flex items-center bg-inherit pl-4 hairline-b">
            <Checkbox
              aria-label={selectedHere ? 'Select none' : `Select all ${page.total}`}
              tabIndex={-1}
              checked={selectedHere}
              indeterminate={!selectedHere && selection.ids.size > 0}
              onChange={() => (selection.ids.size > 0 ? selection.clear() : selection.all())}
            />
          </div>
          {headers.map((header, index) => {
            const rank = state.sort.findIndex((sort) => sort.id === header.column.id)
            return (
              <HeaderCell
                key={header.id}
                grid={grid}
                header={header}
                index={index}
                active={active.row === -1 && active.column === index}
                left={width > room ? lefts[index] : undefined}
                onMove={(id, before) => {
                  const from = columns.indexOf(id)
                  if (from > 0) state.setColumns(moveColumn(columns, id, from < before ? before - 1 : before))
                }}
                sortRank={state.sort.length > 1 && rank >= 0 ? rank + 1 : null}
                filters={state.filters}
                setFilters={state.setFilters}
                filterOpen={filterColumn === header.column.id}
                setFilterOpen={(open) => setFilterColumn(open ? header.column.id : null)}
                onReturn={focus}
              />
            )
          })}
        </div>
      </div>
      <div role="rowgroup" data-rows className="relative" style={{ height: virtual.getTotalSize(), minWidth: width }}>
        {virtual.getVirtualItems().map((item) => {
          const line = layout.at(item.index)
          if (line.kind === 'head') {
            return (
              <GroupRow
                key={`head ${String(line.group.key)}`}
                grid={grid} group={line.group} by={state.group!} open={line.open} index={item.index} top={item.start - headHeight} height={rowHeight} span={columns.length + 1}
                active={item.index === active.row}
                onToggle={() => toggleGroup(line.group.key)} onActivate={() => actions.activate(item.index, 0)}
              />
            )
          }
          const rec = rowAt(item.index)
          return (
            <RecordRow
              // A row that leaves at the top is the element of the one that comes in below.
              key={item.index % pool}
              grid={grid}
              rec={rec}
              index={item.index}
              top={item.start - headHeight}
              height={rowHeight}
              columns={columns}
              search={page.search}
              wideTags={wideTags}
              selected={rec !== undefined && selection.ids.has(rec.id)}
              activeColumn={item.index === active.row ? active.column : -1}
              editing={editing && item.index === active.row && isEditable(kind, columns[active.column] ?? '')}
              lefts={pinned}
              actions={actions}
            />
          )
        })}
      </div>
      {virtual.getVirtualItems().length < layout.lines && <p className="hidden p-4 text-meta text-muted print:block">These are the rows in sight. “Print” in the list’s menu prints all of them.</p>}
    </div>
  )
}
