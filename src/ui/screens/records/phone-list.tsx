import { memo, useCallback, useEffect, useRef, useState } from 'react'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Rec, RowGroup } from '../../../data-api/types.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { useShownEffect } from '../../components/screen-life.ts'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { Highlight } from '../../components/highlight.tsx'
import { useLongPress } from '../../components/use-long-press.ts'
import { foundWords } from './found-words.ts'
import { groupWords } from './group-words.ts'
import { headingOf, useKind } from './kind.ts'
import { useNameOf } from './names.tsx'
import { nameOf, valuesOf } from './record-values.ts'
import { RecordAnchor } from './record-anchor.tsx'
import { ConflictMark } from './conflict-mark.tsx'
import type { RowLayout } from './row-layout.ts'
import { SyncDot } from './sync-dot.tsx'
import { useListKeys } from './use-list-keys.ts'
import type { Selection } from './use-selection.ts'
import type { TableState } from './use-table-state.ts'
import type { Window } from './use-window.ts'

const rowHeight = 56

interface PhoneListProps {
  state: TableState
  window: Window
  layout: RowLayout
  selection: Selection
  selecting: boolean
  onSelecting: () => void
  onOpen: (id: string) => void
  onNote: (id: string) => void
  onDelete: (ids: string[]) => void
}

/** The phone's list: who, and what they are; a tap opens the page, a finger that rests begins selecting. While selecting, a tap selects. */
export function PhoneList({ state, window: page, layout, selection, selecting, onSelecting, onOpen, onNote, onDelete }: PhoneListProps) {
  const kind = useKind()
  const scroller = useRef<HTMLDivElement>(null)
  const [startAt] = useState(state.search.at ?? 0)
  // oxlint-disable-next-line react/incompatible-library -- what it answers is used in this very render only
  const virtual = useVirtualizer({
    count: layout.lines, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8, initialOffset: startAt * rowHeight,
  })
  const latest = useRef(onOpen)
  useEffect(() => { latest.current = onOpen })
  const open = useCallback((id: string) => latest.current(id), [])
  const first = Math.floor(((virtual.scrollOffset ?? 0) + 1) / rowHeight)
  const { show } = page
  const { patch } = state
  const firstRow = layout.rowFrom(first)
  useEffect(() => { show(firstRow) }, [show, firstRow])
  useShownEffect(() => {
    if (!page.loaded) return
    const timer = setTimeout(() => patch({ at: first || undefined }), 400)
    return () => clearTimeout(timer)
  }, [patch, first, page.loaded])
  const asked = JSON.stringify([kind.entity.name, state.options.search, state.options.where, state.options.sort, state.group])
  const lastAsked = useRef(asked)
  useEffect(() => {
    if (lastAsked.current !== asked) scroller.current?.scrollTo({ top: 0 })
    lastAsked.current = asked
  }, [asked])
  const keys = useListKeys({ scroller, page, layout, selection, reveal: (index) => virtual.scrollToIndex(index), onSelecting, onNote, onDelete })
  return (
    <div ref={scroller} {...keys} className="min-h-0 grow overflow-y-auto" tabIndex={-1} data-record-list>
      <ul aria-label={headingOf(kind)} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = layout.at(item.index)
          if (line.kind === 'head') {
            return (
              <li key={`head ${String(line.group.key)}`} data-index={item.index} aria-posinset={item.index + 1} aria-setsize={layout.lines} className="absolute inset-x-0" style={{ top: item.start, height: rowHeight }}>
                <PhoneHead group={line.group} by={state.group!} open={line.open} onToggle={() => state.setShut(line.open ? [...state.shut, line.group.key] : state.shut.filter((key) => key !== line.group.key))} />
              </li>
            )
          }
          const rec = page.rows[line.row - page.offset]
          return (
            <li key={item.index} data-index={item.index} aria-posinset={item.index + 1} aria-setsize={layout.lines} className="absolute inset-x-0" style={{ top: item.start, height: rowHeight }}>
              {rec && <PhoneRow rec={rec} index={line.row} search={page.search} onOpen={open} selecting={selecting} selected={selection.ids.has(rec.id)} onSelect={selection.toggle} onSelecting={onSelecting} />}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** The head of a group: its value, how many there are, open or closed. */
function PhoneHead({ group, by, open, onToggle }: { group: RowGroup; by: string; open: boolean; onToggle: () => void }) {
  const { columns } = useKind()
  return (
    <button type="button" aria-expanded={open} onClick={onToggle} className="flex h-full w-full items-center gap-2 bg-side px-4 text-left text-ui hairline-b -outline-offset-2!">
      <ChevronRight aria-hidden className={cn('size-4 shrink-0 text-muted transition-transform duration-80', open && 'rotate-90')} />
      <span className={cn('truncate font-semibold', group.key === null && 'font-normal text-muted')}>{groupWords(columns, by, group, useNameOf())}</span>
      <span className="text-table text-muted tabular-nums">{formatCount(group.count)}</span>
    </button>
  )
}

interface PhoneRowProps { rec: Rec; index: number; search: string; onOpen: (id: string) => void; selecting: boolean; selected: boolean; onSelect: (id: string, index: number) => void; onSelecting: () => void }

const PhoneRow = memo(function PhoneRow({ rec, index, search, onOpen, selecting, selected, onSelect, onSelecting }: PhoneRowProps) {
  const kind = useKind()
  const press = useLongPress(() => {
    if (selecting) return
    onSelecting()
    onSelect(rec.id, index)
  })
  const name = nameOf(kind.entity, rec)
  const Lead = kind.phone?.Lead, Under = kind.phone?.Under
  const under = foundWords(kind, rec, search.trim()) || valuesOf(rec, 'emails')[0] || valuesOf(rec, 'phones')[0] || ''
  const content = (
    <>
      {Lead === undefined && <Avatar name={name} size="md" square={kind.square} />}
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-center gap-2 truncate text-body"><span className="truncate"><Highlight text={name} search={search} /></span><ConflictMark sync={rec.$sync} /><SyncDot sync={rec.$sync} /></span>
        {Under !== undefined && <Under rec={rec} />}
        {Under === undefined && under && under !== name && <span className="truncate text-table text-muted"><Highlight text={under} search={search} /></span>}
      </span>
    </>
  )
  const className = cn('flex h-full w-full items-center gap-3 px-4 text-left hairline-b -outline-offset-2!', selected && 'bg-selected')
  // On what holds either, so that the finger that is lifted from the one does not tap the other.
  if (!selecting) {
    return (
      <div {...press} className="flex h-full">
        {Lead !== undefined && <span className="flex shrink-0 items-center pl-2 hairline-b"><Lead rec={rec} /></span>}
        <RecordAnchor id={rec.id} onOpen={onOpen} className={cn(className, 'min-w-0 touch-callout-none', Lead !== undefined && 'pl-1')}>{content}</RecordAnchor>
      </div>
    )
  }
  return (
    <div {...press} className="h-full">
      <label className={className}>
        <Checkbox checked={selected} onChange={() => onSelect(rec.id, index)} aria-label={`Select ${name}`} />
        {content}
      </label>
    </div>
  )
})
