import { useId, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { SyncDot } from '../records/sync-dot.tsx'
import { BoardCards } from './board-cards.tsx'

/** One value of a field: the records that have it, in their order. */
export interface BoardColumn {
  id: string
  label: string
  mark?: ReactNode
  /** Cards may go from here, and none come. */
  closed?: boolean
  /** Those around what is in sight. */
  rows: readonly Rec[]
  /** The place of the first of them among all. */
  offset: number
  /** Of all that have it. */
  total: number
  /** Tells which are in sight, so that those around are read. */
  show: (first: number) => void
}

interface BoardProps {
  /** What it is a board of: "Projects". */
  label: string
  columns: readonly BoardColumn[]
  titleOf: (rec: Rec) => string
  /** What a card says under its title. */
  card: (rec: Rec) => ReactNode
  onOpen: (id: string) => void
  onMove: (rec: Rec, to: string) => void
  /** Puts a card one place up or down in its column; none where their order is not the person's. */
  onReorder?: (column: BoardColumn, id: string, by: 1 | -1) => void
  /** The card whose record is open beside it. */
  selected?: string | null
  /** Stands after the last column. */
  after?: ReactNode
}

/** Records as cards in columns, moved by hand, by keys or, where there is only a finger, by each card's menu. */
export function Board({ label, columns, titleOf, card, onOpen, onMove, onReorder, selected = null, after }: BoardProps) {
  const mayWrite = useMayWrite(), id = useId()
  const board = useRef<HTMLDivElement>(null)
  const reveals = useRef(new Map<string, (row: number) => void>())
  /** Where the focus was last, for when its card has gone out of sight. */
  const last = useRef<{ column: string; row: number } | null>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const placeOf = (id: string | undefined): { column: number; row: number } | null => {
    const column = columns.findIndex(({ rows }) => rows.some((rec) => rec.id === id))
    return column === -1 ? null : { column, row: columns[column]!.offset + columns[column]!.rows.findIndex((rec) => rec.id === id) }
  }
  const focusAt = (column: number, row: number): void => {
    const of = columns[column]
    if (of === undefined || row < 0 || row >= of.total) return
    reveals.current.get(of.id)?.(row)
    last.current = { column: of.id, row }
    focusRow(board, of.id, row)
  }
  const here = (): string | undefined => document.activeElement?.closest<HTMLElement>('[data-card]')?.dataset['card']
  const at = (): { column: number; row: number } | null => {
    const id = here()
    if (id !== undefined) return placeOf(id)
    const column = columns.findIndex((of) => of.id === last.current?.column)
    return column === -1 ? null : { column, row: Math.min(last.current!.row, columns[column]!.total - 1) }
  }
  /** The nearest card that way; columns without any are stepped over. */
  const step = (sideways: number, down: number): void => {
    const place = at()
    if (place === null) { focusAt(columns.findIndex(({ total }) => total > 0), 0); return }
    if (sideways === 0) { focusAt(place.column, place.row + (here() === undefined ? 0 : down)); return }
    for (let column = place.column + sideways; column >= 0 && column < columns.length; column += sideways) {
      const { total } = columns[column]!
      if (total > 0) { focusAt(column, Math.min(place.row, total - 1)); return }
    }
  }
  const recOf = (id: string | undefined): Rec | undefined => columns.flatMap(({ rows }) => rows).find((rec) => rec.id === id)
  const move = (id: string | undefined, to: string | undefined): void => {
    const place = placeOf(id), rec = recOf(id)
    if (place === null || rec === undefined || to === undefined || !mayWrite || columns[place.column]!.id === to || columns.find(({ id }) => id === to)?.closed === true) return
    onMove(rec, to)
    focusSoon(board, rec.id)
  }
  const shift = (by: 1 | -1): void => {
    const place = placeOf(here())
    if (place === null) return
    let to = place.column + by
    while (columns[to]?.closed === true) to += by
    move(here(), columns[to]?.id)
  }
  const reorder = (by: 1 | -1): void => {
    const id = here(), place = placeOf(id)
    if (place !== null && mayWrite) { onReorder?.(columns[place.column]!, id!, by); focusSoon(board, id!) }
  }
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: 'Next card', group: label, onlyKey: true, run: () => step(0, 1) },
    { keys: 'k', also: 'ArrowUp', label: 'Previous card', group: label, onlyKey: true, run: () => step(0, -1) },
    { keys: 'shift+ArrowRight', also: 'shift+ArrowLeft', label: 'Move to the next column', group: label, writes: true },
    ...(onReorder === undefined ? [] : [{ keys: 'alt+ArrowUp', also: 'alt+ArrowDown', label: 'Move up or down', group: label, writes: true }]),
  ])
  const onKeyDown = (event: KeyboardEvent): void => {
    const sideways = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0, down = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if ((sideways === 0 && down === 0) || event.metaKey || event.ctrlKey || event.defaultPrevented || (event.target as HTMLElement).closest('.popover')) return
    event.preventDefault()
    if (event.shiftKey && sideways !== 0) shift(sideways)
    else if (event.altKey && down !== 0) reorder(down)
    else step(sideways, down)
  }
  const dropOn = (column: string) => ({
    onDragOver: (event: DragEvent) => { if (dragged !== null && columns.find(({ id }) => id === column)?.closed !== true) { event.preventDefault(); event.dataTransfer.dropEffect = 'move'; setOver(column) } },
    onDragLeave: (event: DragEvent<HTMLElement>) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null) },
    onDrop: (event: DragEvent) => { event.preventDefault(); setOver(null); if (dragged !== null) move(dragged, column) },
  })
  return (
    <div ref={board} role="group" aria-label={`${label}, as a board`} onKeyDown={onKeyDown} className="flex min-h-0 grow snap-x scroll-px-4 gap-3 overflow-x-auto overscroll-x-contain p-4">
      {columns.map((column) => (
        <section
          key={column.id} data-edge aria-labelledby={`${id}-${column.id}`} {...dropOn(column.id)}
          className={cn('flex max-w-76 min-w-66 shrink-0 grow basis-0 snap-start flex-col rounded-lg bg-side transition-colors duration-80 max-md:w-[82vw] max-md:max-w-none max-md:basis-auto', over === column.id && 'bg-hover')}
        >
          <h2 id={`${id}-${column.id}`} className="flex h-10 shrink-0 items-center gap-2 px-3 text-ui font-semibold [&_svg]:size-4">
            {column.mark}{column.label}<span className="text-table font-normal text-muted tabular-nums">{formatCount(column.total)}</span>
          </h2>
          <BoardCards
            column={column} labelId={`${id}-${column.id}`} reveals={reveals}
            onFocus={(row) => { last.current = { column: column.id, row } }}
            draw={(rec) => (
              <div
                data-card={rec.id} draggable={mayWrite}
                onDragStart={(event) => { event.dataTransfer.setData('text/plain', titleOf(rec)); event.dataTransfer.effectAllowed = 'move'; setDragged(rec.id) }}
                onDragEnd={() => { setDragged(null); setOver(null) }}
                className={cn('group/card card relative rounded-md inset-ring inset-ring-line hover:inset-ring-control has-focus-visible:inset-ring-control', selected === rec.id && 'bg-selected', dragged === rec.id && 'opacity-50')}
              >
                <button type="button" data-card-button onClick={() => onOpen(rec.id)} className="flex min-h-11 w-full flex-col gap-1.5 rounded-md px-3 py-2.5 text-left -outline-offset-2">
                  <span className="flex w-full min-w-0 items-start gap-2 pr-6 text-ui"><span className="line-clamp-3 min-w-0 break-words">{titleOf(rec)}</span><SyncDot sync={rec.$sync} /></span>
                  {card(rec)}
                </button>
                {mayWrite && (
                  <Menu
                    label={`Move ${titleOf(rec)}`} align="end"
                    trigger={<IconButton label={`Move ${titleOf(rec)}`} size="sm" tabIndex={-1} className="absolute top-1.5 right-1.5 opacity-0 pointer-coarse:opacity-100 max-md:opacity-100 group-hover/card:opacity-100 focus-seen-in-card:opacity-100 aria-expanded:opacity-100 max-md:top-0 max-md:right-0"><Ellipsis /></IconButton>}
                    items={[{ kind: 'heading', label: 'Move to' }, ...columns.filter(({ id, closed }) => id !== column.id && closed !== true).map(({ id, label: to }) => ({ label: to, onSelect: () => move(rec.id, id) }))]}
                  />
                )}
              </div>
            )}
          />
        </section>
      ))}
      {after}
    </div>
  )
}

/** A card that has just come into sight is there with one of the next frames. */
function focusRow(board: RefObject<HTMLDivElement | null>, column: string, row: number, tries = 20): void {
  const button = board.current?.querySelector<HTMLElement>(`[data-column="${column}"] [data-row="${row}"] [data-card-button]`)
  if (button) {
    button.focus()
    button.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  } else if (tries > 0) requestAnimationFrame(() => focusRow(board, column, row, tries - 1))
}

/** The card is another one once it has moved: the focus that it loses thereby is given back; whoever has gone on keeps theirs. */
function focusSoon(board: RefObject<HTMLDivElement | null>, id: string, tries = 20): void {
  setTimeout(() => {
    const active = document.activeElement
    if (active !== null && active !== document.body && active.closest<HTMLElement>('[data-card]')?.dataset['card'] !== id) return
    const button = board.current?.querySelector<HTMLElement>(`[data-card="${id}"] [data-card-button]`)
    if (button !== active) button?.focus()
    if (tries > 0) focusSoon(board, id, tries - 1)
  }, 50)
}
