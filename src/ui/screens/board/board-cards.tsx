import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Rec } from '../../../data-api/types.ts'
import type { BoardColumn } from './board.tsx'

interface BoardCardsProps {
  column: BoardColumn
  /** The heading that it is called by. */
  labelId: string
  /** By column: brings the card in a row into sight. */
  reveals: RefObject<Map<string, (row: number) => void>>
  onFocus: (row: number) => void
  draw: (rec: Rec) => ReactNode
}

/** A card with a title of one line and one line of fields; px. */
const usual = 68

/** The cards of one column: of however many, those in sight. */
export function BoardCards({ column, labelId, reveals, onFocus, draw }: BoardCardsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { id, rows, offset, total, show } = column
  // oxlint-disable-next-line react/incompatible-library -- what it answers is used in this very render only
  const virtual = useVirtualizer({
    count: total, getScrollElement: () => scroller.current, estimateSize: () => usual, overscan: 6, gap: 8, paddingStart: 2, paddingEnd: 8,
    getItemKey: (index) => rows[index - offset]?.id ?? index,
  })
  const items = virtual.getVirtualItems(), first = items[0]?.index ?? 0
  const latest = useRef(show)
  useEffect(() => { latest.current = show })
  useEffect(() => { latest.current(first) }, [first])
  useEffect(() => {
    const known = reveals.current
    known.set(id, (row) => virtual.scrollToIndex(row))
    return () => { known.delete(id) }
  }, [reveals, id, virtual])
  return (
    <div ref={scroller} className="min-h-0 grow overflow-y-auto px-2" onFocus={(event) => { const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset['row']; if (row !== undefined) onFocus(Number(row)) }}>
      <ul aria-labelledby={labelId} data-column={id} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const rec = rows[item.index - offset]
          return rec === undefined ? null : (
            <li key={item.key} ref={virtual.measureElement} data-index={item.index} data-row={item.index} aria-posinset={item.index + 1} aria-setsize={total} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}>
              {draw(rec)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
