import { useState, type DragEvent } from 'react'
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import ListFilter from 'lucide-react/icons/list-filter'
import { cn } from '../../components/cn.ts'
import { Popover } from '../../components/popover.tsx'
import { isAmount } from './columns.ts'
import { isGroup, type FilterItem } from './filter-tree.ts'
import { FilterEditor } from './filter-editor.tsx'
import { useKind } from './kind.ts'
import { cellId } from './row-look.ts'
import type { TableHeader } from './table-model.ts'

interface HeaderCellProps {
  /** The table's, for ids. */
  grid: string
  header: TableHeader
  index: number
  active: boolean
  /** Where it stays while the rest scrolls sideways; undefined: it does not. */
  left: number | undefined
  /** A column that was dropped, and the place that it gets before those that stand there now. */
  onMove: (id: string, before: number) => void
  /** Place among several sort columns; null when it is the only one. */
  sortRank: number | null
  filters: readonly FilterItem[]
  setFilters: (filters: readonly FilterItem[]) => void
  filterOpen: boolean
  setFilterOpen: (open: boolean) => void
  /** Where the keyboard goes on once the filter is made. */
  onReturn: () => void
}

/** A column's head: sorts by a click (⇧ adds), filters by its funnel, is resized at its edge, dragged to another place. */
export function HeaderCell({ grid, header, index, active, left, onMove, sortRank, filters, setFilters, filterOpen, setFilterOpen, onReturn }: HeaderCellProps) {
  const { column } = header
  const { columns } = useKind(), { labelOf, specs } = columns
  const { unsorted = false, unasked = false } = specs[column.id] ?? {}
  const sorted = column.getIsSorted()
  const [drop, setDrop] = useState<'before' | 'after' | null>(null)
  const at = filters.findIndex((item) => !isGroup(item) && item[0] === column.id), filter = filters[at]
  const resize = header.getResizeHandler()
  return (
    <div
      id={cellId(grid, -1, index)}
      role="columnheader"
      style={left !== undefined ? { left } : index === 0 ? { left: 40 } : undefined}
      draggable={index > 0 && !column.getIsResizing()}
      onDragStart={(event) => { event.dataTransfer.setData(dragType, column.id); event.dataTransfer.effectAllowed = 'move' }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return
        event.preventDefault()
        setDrop(isLeftHalf(event) && index > 0 ? 'before' : 'after')
      }}
      onDragLeave={() => setDrop(null)}
      onDrop={(event) => {
        event.preventDefault()
        setDrop(null)
        onMove(event.dataTransfer.getData(dragType), isLeftHalf(event) && index > 0 ? index : index + 1)
      }}
      aria-colindex={index + 2}
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
      className={cn('group/head relative flex min-w-0 items-center gap-1 px-2', (index === 0 || left !== undefined) && 'sticky z-2 bg-inherit hairline-b', drop && 'before:absolute before:inset-y-0 before:z-3 before:w-0.5 before:bg-accent', drop === 'before' && 'before:left-0', drop === 'after' && 'before:right-0', active && 'in-focus-visible:outline-2 in-focus-visible:-outline-offset-2 in-focus-visible:outline-accent')}
    >
      <button
        type="button"
        tabIndex={-1}
        title={unsorted ? undefined : 'Sort; Shift-click to sort by several'}
        disabled={unsorted}
        className={cn('flex h-full min-w-0 grow items-center gap-1 text-meta font-medium text-muted not-disabled:hover:text-text', isAmount(columns, column.id) && 'justify-end')}
        onClick={column.getToggleSortingHandler()}
      >
        <span className="truncate">{labelOf(column.id)}</span>
        {sorted === 'asc' && <ArrowUp aria-hidden className="size-3 shrink-0" />}
        {sorted === 'desc' && <ArrowDown aria-hidden className="size-3 shrink-0" />}
        {sortRank !== null && <span className="text-[10px] leading-none">{sortRank}</span>}
      </button>
      {!unasked && <Popover
        label={`Filter ${labelOf(column.id)}`}
        open={filterOpen}
        onOpenChange={setFilterOpen}
        onReturn={onReturn}
        className="w-72 p-3"
        trigger={(
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Filter ${labelOf(column.id)}`}
            className={cn('inline-flex size-6 shrink-0 items-center justify-center rounded-sm bg-bg text-muted hover:bg-hover hover:text-text aria-expanded:opacity-100', at === -1 ? 'absolute right-1.5 opacity-0 group-hover/head:opacity-100' : 'text-accent')}
          >
            <ListFilter aria-hidden className="size-3.5" />
          </button>
        )}
      >
        {(close) => (
          <FilterEditor
            column={column.id}
            filter={filter === undefined || isGroup(filter) ? undefined : filter}
            onChange={(next) => setFilters(replaceAt(filters, at, next))}
            onDone={close}
          />
        )}
      </Popover>}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={`Width of ${labelOf(column.id)}; Alt and arrows change it`}
        aria-valuenow={column.getSize()}
        draggable
        onDragStart={(event) => { event.preventDefault(); event.stopPropagation() }}
        onMouseDown={resize}
        onTouchStart={resize}
        onDoubleClick={() => column.resetSize()}
        className={cn('absolute inset-y-0 -right-1 z-1 w-2 cursor-col-resize touch-none after:absolute after:inset-y-1.5 after:left-[3px] after:w-px after:bg-line hover:after:w-0.5 hover:after:bg-accent', column.getIsResizing() && 'after:w-0.5 after:bg-accent')}
      />
    </div>
  )
}

const dragType = 'text/x-satchel-column'

function isLeftHalf(event: DragEvent<HTMLElement>): boolean {
  const box = event.currentTarget.getBoundingClientRect()
  return event.clientX < box.left + box.width / 2
}

/** The list with its element at `at` replaced; -1 adds, null takes away. */
export function replaceAt(filters: readonly FilterItem[], at: number, next: FilterItem | null): readonly FilterItem[] {
  if (at === -1) return next ? [...filters, next] : filters
  return next ? filters.with(at, next) : filters.toSpliced(at, 1)
}
