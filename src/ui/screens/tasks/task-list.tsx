import { useCallback, useId, useMemo, useRef, useState, type ReactNode } from 'react'
import type { VirtualItem } from '@tanstack/react-virtual'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { inSight } from '../../components/in-sight.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { TaskRow, type RowMode, type TaskRowProps } from './task-row.tsx'
import { useLongList, type LongList } from './use-long-list.ts'
import type { TaskActs } from './use-task-acts.ts'
import { useTaskNames } from './use-task-names.ts'

/** Tasks under one heading. */
export interface TaskSection {
  id: string
  title: ReactNode
  note?: string
  tone?: 'danger'
  /** The day it is of. */
  day?: string | null
  rows: readonly Rec[]
  /** Whether one may put its tasks in another order. */
  sortable?: boolean
}

interface TaskListProps {
  sections: readonly TaskSection[]
  acts: TaskActs
  /** The task in the panel. */
  open: string | null
  onOpen: (id: string) => void
  /** The list is of one project: it need not be named in every row. */
  inProject?: boolean
  /** Or of one contact. */
  inContact?: boolean
  inCompany?: boolean
  /** Whether the single keys are this list's. */
  keys?: boolean
  more?: { total: number; onMore: () => void } | null
}

/** Sections of tasks, walked and worked by keys. */
export function TaskList({ sections, acts, open, onOpen, inProject = false, inContact = false, inCompany = false, keys = true, more = null }: TaskListProps) {
  const list = useRef<HTMLDivElement>(null)
  const [mode, setMode] = useState<{ id: string; mode: RowMode } | null>(null)
  const rows = useMemo(() => sections.flatMap((section) => section.rows), [sections])
  const long = useLongList(list, sections)
  const names = useTaskNames(useNamed(rows, long))
  const at = useRef<{ id: string; index: number } | null>(null)
  const button = (id: string): HTMLElement | null => list.current?.querySelector<HTMLElement>(`[data-task="${id}"] [data-task-button]`) ?? null
  const focusAt = (index: number): void => {
    const rec = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (rec === undefined) return
    at.current = { id: rec.id, index: rows.indexOf(rec) }
    if (button(rec.id) === null) long?.virtual.scrollToIndex(long.lines.findIndex(({ section, row }) => row !== null && section.rows[row] === rec))
    focusSoon(() => button(rec.id))
  }
  const focusKept = useFocusKept(list, () => {
    const rec = at.current === null ? undefined : rows.find(({ id }) => id === at.current?.id) ?? rows[Math.min(at.current.index, rows.length - 1)]
    // Not into the line for a new one: there the keys would write, and undo would take back what was written.
    return rec === undefined ? document.getElementById('screen-heading') : button(rec.id)
  })
  const here = (): Rec | undefined => {
    const id = document.activeElement?.closest<HTMLElement>('[data-task]')?.dataset['task'] ?? at.current?.id
    return rows.find((rec) => rec.id === id)
  }
  const step = (by: 1 | -1): void => {
    const rec = document.activeElement?.closest('[data-task]') ? here() : undefined
    if (rec !== undefined) return focusAt(rows.indexOf(rec) + by)
    const last = at.current, known = rows.findIndex(({ id }) => id === last?.id)
    // Where it is gone, what stands in its place.
    focusAt(known === -1 ? last?.index ?? 0 : known)
  }
  const mayWrite = useMayWrite()
  const withHere = (act: (rec: Rec) => void) => (): void => { const rec = here(); if (rec !== undefined && mayWrite) act(rec) }
  const onMode = useCallback((id: string, next: RowMode | null): void => {
    setMode(next === null ? null : { id, mode: next })
    if (next === null) requestAnimationFrame(() => { if (document.activeElement === document.body) list.current?.querySelector<HTMLElement>(`[data-task="${id}"] [data-task-button]`)?.focus() })
  }, [])
  const move = (by: 1 | -1): void => {
    const rec = here(), section = sections.find((one) => one.rows.some(({ id }) => id === rec?.id))
    if (rec !== undefined && section?.sortable === true && mayWrite) acts.move(section.rows, rec.id, by)
  }
  useShortcuts(keys ? [
    { keys: 'j', also: 'ArrowDown', label: 'Next task', group: 'Tasks', onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: 'Previous task', group: 'Tasks', onlyKey: true, run: () => step(-1) },
    { keys: 'x', label: 'Complete or reopen', group: 'Tasks', writes: true, run: withHere((rec) => void acts.toggle(rec)) },
    { keys: 'Space', also: 'Enter', label: 'Open beside the list', group: 'Tasks' },
    { keys: 'e', label: 'Rename', group: 'Tasks', writes: true, run: withHere((rec) => onMode(rec.id, 'title')) },
    { keys: 'd', label: 'Set when it is due', group: 'Tasks', writes: true, run: withHere((rec) => onMode(rec.id, 'due')) },
    { keys: 'p', label: 'Set the priority', group: 'Tasks', writes: true, run: withHere((rec) => list.current?.querySelector<HTMLElement>(`[data-task="${rec.id}"] [data-priority]`)?.click()) },
    { keys: 'n', label: 'New task', group: 'Tasks', onlyKey: true, run: () => inSight('[data-quick-add]')?.focus() },
    { keys: '#', label: 'Move to trash', group: 'Tasks', writes: true, run: withHere((rec) => void acts.remove(rec)) },
    { keys: 'alt+ArrowUp', also: 'alt+ArrowDown', label: 'Move up or down', group: 'Tasks', writes: true },
  ] : [])
  const row = (rec: Rec, section: TaskSection, place: Pick<TaskRowProps, 'line' | 'top' | 'measure'> = {}): ReactNode => (
    <TaskRow
      key={rec.id} rec={rec} acts={acts} mode={mode?.id === rec.id ? mode.mode : null} onMode={onMode} onOpen={onOpen} selected={open === rec.id} {...place}
      project={inProject ? '' : names.project(rec)} contact={inContact ? '' : names.contact(rec) || (inCompany ? '' : names.company(rec))} parent={names.parent(rec)} parts={names.parts(rec)} day={section.day ?? null}
    />
  )
  return (
    <div
      ref={list}
      className="@container/tasks flex flex-col gap-5"
      onBlur={focusKept.onBlur}
      onFocus={(event) => {
        focusKept.onFocus(event)
        const id = event.target.closest<HTMLElement>('[data-task]')?.dataset['task']
        if (id !== undefined) at.current = { id, index: rows.findIndex((rec) => rec.id === id) }
      }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        if (by === 0 || event.metaKey || event.ctrlKey || event.defaultPrevented || (event.target as HTMLElement).closest('.popover, input:not([type=checkbox]), textarea, select')) return
        event.preventDefault()
        if (event.altKey) move(by)
        else step(by)
      }}
    >
      {long === null
        ? sections.filter((section) => section.rows.length > 0).map((section) => <Section key={section.id} section={section} drawn={section.rows.map((rec) => row(rec, section))} />)
        : (
          <div className="relative" style={{ height: long.virtual.getTotalSize() }}>
            {drawnIn(long).map(({ section, head, items }) => (
              <Section
                key={section.id} section={section} top={head === null ? null : head.start - margin(long)}
                drawn={items.map((item) => row(section.rows[long.lines[item.index]!.row!]!, section, { line: item.index, top: item.start - margin(long), measure: long.virtual.measureElement }))}
              />
            ))}
          </div>
        )}
      {more !== null && more.total > rows.length && <Button className="self-start max-md:mx-4" onClick={more.onMore}>Show more of {formatCount(more.total)}</Button>}
    </div>
  )
}

/** A heading and its tasks. @param top where the heading is in a long list, px; null: out of sight */
function Section({ section, drawn, top }: { section: TaskSection; drawn: readonly ReactNode[]; top?: number | null }) {
  const titled = section.title !== '', id = useId()
  return (
    <section {...(titled ? { 'aria-labelledby': id } : {})} className={cn(top === undefined && 'flex flex-col')}>
      {titled && (
        <h2
          id={id} {...(typeof top === 'number' ? { style: { transform: `translateY(${top}px)` } } : {})}
          className={cn('flex min-h-8 items-center gap-2 px-2 text-ui font-semibold max-md:px-4', section.tone === 'danger' && 'text-danger', typeof top === 'number' && 'absolute inset-x-0 top-0 h-13 pt-5', top === null && 'sr-only')}
        >
          {section.title}
          {section.note && <span className="text-table font-normal text-muted">{section.note}</span>}
          <span className="text-table font-normal text-muted tabular-nums">{formatCount(section.rows.length)}</span>
        </h2>
      )}
      <ul {...(titled ? { 'aria-labelledby': id } : { 'aria-label': 'Tasks' })} className={cn(top === undefined && 'flex flex-col')}>{drawn}</ul>
    </section>
  )
}

/** Of a long list those around what is in sight: the same ones while one scrolls a little. */
function useNamed(rows: readonly Rec[], long: LongList | null): readonly Rec[] {
  const first = long === null ? null : Math.floor((long.virtual.getVirtualItems()[0]?.index ?? 0) / 100) * 100
  return useMemo(() => (first === null ? rows : rows.slice(Math.max(0, first - 100), first + 300)), [rows, first])
}

const margin = ({ virtual }: LongList): number => virtual.options.scrollMargin

/** The lines in sight by their sections. */
function drawnIn({ virtual, lines }: LongList): { section: TaskSection; head: VirtualItem | null; items: VirtualItem[] }[] {
  const found = new Map<TaskSection, { section: TaskSection; head: VirtualItem | null; items: VirtualItem[] }>()
  for (const item of virtual.getVirtualItems()) {
    const { section, row } = lines[item.index]!
    const of = found.get(section) ?? { section, head: null, items: [] }
    if (row === null) of.head = item
    else of.items.push(item)
    found.set(section, of)
  }
  return [...found.values()]
}

/** A row that has just come into sight is there with one of the next frames. */
function focusSoon(find: () => HTMLElement | null, tries = 20): void {
  const target = find()
  if (target !== null) {
    target.focus()
    target.scrollIntoView({ block: 'nearest' })
  } else if (tries > 0) requestAnimationFrame(() => focusSoon(find, tries - 1))
}
