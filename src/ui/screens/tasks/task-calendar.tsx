import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useList } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { addDays, daysBetween, parseDue, writeDue } from '../../../model/due.ts'
import { tasks } from '../../../model/tasks.ts'
import { once } from '../../../shared/once.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { formatCalendarDate, plural } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { movedRepeat } from './due-picker.tsx'
import { addMonths, dayIn, firstWeekday, monthOf, weeksOf } from './month-days.ts'
import { dataOf, doneRec, dueHere, tasksByDay, textOf, timeWords } from './task-values.ts'
import type { TaskActs } from './use-task-acts.ts'
import { useToday } from './use-today.ts'

interface TaskCalendarProps {
  acts: TaskActs
  /** What the tasks are narrowed to. */
  within: ListOptions
  /** The chosen day. */
  day: string
  onDay: (day: string) => void
  onOpen: (id: string) => void
  className?: string
}

const monthName = once(() => new Intl.DateTimeFormat(navigator.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }))
const weekday = once(() => new Intl.DateTimeFormat(navigator.language, { weekday: 'short', timeZone: 'UTC' }))
const wholeDay = once(() => new Intl.DateTimeFormat(navigator.language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }))
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`)
/** Chips that a day has room for. */
const room = 3
const dayKeys: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** A month of tasks by the day they are due; one day of it is chosen, by keys too, and a task goes to another day by hand. */
export function TaskCalendar({ acts, within, day, onDay, onOpen, className }: TaskCalendarProps) {
  const today = useToday(), phone = useIsPhone(), mayWrite = useMayWrite()
  const grid = useRef<HTMLDivElement>(null)
  const month = monthOf(day), weeks = useMemo(() => weeksOf(month, firstWeekday(navigator.language)), [month])
  const byDay = useTasksByDay(weeks[0]![0]!, weeks.at(-1)![6]!, within)
  const [dragged, setDragged] = useState<Rec | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const focusDay = useFocusedDay(grid, day)
  const choose = (next: string): void => { focusDay(); onDay(next) }
  const toMonth = (by: number): void => onDay(dayIn(addMonths(month, by), day))
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const by = dayKeys[event.key], next = by !== undefined ? addDays(day, by) : event.key === 'PageUp' ? dayIn(addMonths(month, -1), day) : event.key === 'PageDown' ? dayIn(addMonths(month, 1), day) : event.key === 'Home' ? today : null
    if (next === null) return
    event.preventDefault()
    choose(next)
  }
  useShortcuts([
    { keys: 'Home', label: 'Today', group: 'Calendar', onlyKey: true, run: () => choose(today) },
    { keys: 'PageDown', also: 'PageUp', label: 'Next or previous month', group: 'Calendar', onlyKey: true, run: (event) => choose(dayIn(addMonths(month, event.key === 'PageUp' ? -1 : 1), day)) },
  ])
  const drop = (date: string): void => {
    setOver(null)
    if (dragged !== null && mayWrite) moveTo(acts, dragged, date)
  }
  return (
    <div className={cn('flex min-h-0 flex-col', className)}>
      <div className="flex min-h-11 items-center gap-1 pr-2 pl-4">
        <h2 aria-live="polite" className="grow text-ui font-semibold">{monthName().format(at(`${month}-01`))}</h2>
        {monthOf(today) !== month && <Button size="sm" variant="ghost" onClick={() => onDay(today)}>Today</Button>}
        <IconButton label="Previous month" onClick={() => toMonth(-1)}><ChevronLeft /></IconButton>
        <IconButton label="Next month" onClick={() => toMonth(1)}><ChevronRight /></IconButton>
      </div>
      <div ref={grid} role="grid" aria-label={`Tasks of ${monthName().format(at(`${month}-01`))}`} onKeyDown={onKeyDown} className="flex min-h-0 grow flex-col border-t border-line">
        <div role="row" className="grid grid-cols-7 border-b border-line">
          {weeks[0]!.map((date) => <div key={date} role="columnheader" className="truncate px-2 py-1 text-meta text-muted max-md:text-center">{weekday().format(at(date))}</div>)}
        </div>
        {weeks.map((week) => (
          <div key={week[0]} role="row" className="grid min-h-11 grow basis-0 grid-cols-7 border-b border-line md:min-h-22">
            {week.map((date) => {
              const of = byDay.get(date) ?? []
              return (
                <div
                  key={date} role="gridcell" data-day={date} tabIndex={date === day ? 0 : -1} aria-selected={date === day} {...(date === today ? { 'aria-current': 'date' as const } : {})}
                  aria-label={`${wholeDay().format(at(date))}, ${of.length === 0 ? 'no tasks' : plural(of.length, 'task')}`}
                  onClick={() => choose(date)}
                  onDragOver={(event) => { if (dragged !== null) { event.preventDefault(); setOver(date) } }}
                  onDrop={(event) => { event.preventDefault(); drop(date) }}
                  className={cn('flex min-w-0 cursor-default flex-col gap-0.5 border-l border-line p-1 first:border-l-0 -outline-offset-2 hover:bg-hover max-md:items-center', date === day && 'bg-selected hover:bg-selected', over === date && 'bg-pressed')}
                >
                  <span className={cn('inline-flex size-6 items-center justify-center rounded-full text-meta tabular-nums', monthOf(date) !== month && 'text-muted', date === today && 'bg-accent font-medium text-on-accent')}>{Number(date.slice(8))}</span>
                  {phone
                    ? of.length > 0 && <span aria-hidden className="flex gap-0.5">{of.slice(0, 3).map((rec) => <span key={rec.id} className={cn('size-1 rounded-full', doneRec(rec) ? 'bg-control' : 'bg-accent')} />)}</span>
                    : of.slice(0, of.length > room ? room - 1 : room).map((rec) => (
                      <Chip key={rec.id} rec={rec} chosen={date === day} draggable={mayWrite} onOpen={() => onOpen(rec.id)} onDrag={(begins) => { setDragged(begins ? rec : null); if (!begins) setOver(null) }} />
                    ))}
                  {!phone && of.length > room && <span aria-hidden className="px-1.5 text-meta text-muted">{of.length - room + 1} more</span>}
                </div>
              )
            })}
          </div>
        ))}
      </div>
    </div>
  )
}

function Chip({ rec, chosen, draggable, onOpen, onDrag }: { rec: Rec; chosen: boolean; draggable: boolean; onOpen: () => void; onDrag: (begins: boolean) => void }) {
  const title = tasks.title(dataOf(rec)), time = dueHere(rec)?.time ?? null
  return (
    <button
      type="button" tabIndex={-1} draggable={draggable} title={title}
      onClick={(event) => { event.stopPropagation(); onOpen() }}
      onDragStart={(event) => { event.dataTransfer.setData('text/plain', title); event.dataTransfer.effectAllowed = 'move'; onDrag(true) }}
      onDragEnd={() => onDrag(false)}
      className={cn('flex h-5 w-full min-w-0 items-center gap-1 rounded-sm px-1.5 text-left text-meta hover:bg-pressed', doneRec(rec) ? 'text-muted line-through decoration-control' : chosen ? 'bg-bg inset-ring inset-ring-line' : textOf(rec, 'priority') === 'high' ? 'bg-danger-soft' : 'bg-accent-soft')}
    >
      {time !== null && <span className="shrink-0 text-muted tabular-nums">{timeWords(time)}</span>}
      <span className="truncate">{title}</span>
    </button>
  )
}

/** Tasks due from one day to another, as the person's clock has it; live. */
export function useTasksByDay(from: string, to: string, { search, where }: ListOptions): ReadonlyMap<string, readonly Rec[]> {
  // A day's slack on both sides: dues sort by their own clock.
  const days = { due: { gte: addDays(from, -1), lt: addDays(to, 2) } }
  const { data } = useList(tasks.name, { ...(search === undefined ? {} : { search }), where: where === undefined ? days : { and: [days, where] }, sort: ['due', 'position'], limit: everyOne })
  return useMemo(() => tasksByDay(data?.rows ?? []), [data])
}

/** More than a month can hold. */
const everyOne = 1_000_000

/** To another day: its time and its zone stay what they were. */
function moveTo(acts: TaskActs, rec: Rec, date: string): void {
  const due = parseDue(rec['due']), shown = dueHere(rec)
  if (due === null || shown === null || shown.date === date) return
  const next = { ...due, date: addDays(due.date, daysBetween(shown.date, date)) }, repeat = textOf(rec, 'repeat')
  void acts.update(rec, { due: writeDue(next), ...(repeat === '' ? {} : movedRepeat(repeat, next.date)) }, `Move ${tasks.title(dataOf(rec))} to ${formatCalendarDate(`-${date.slice(4)}`)}`)
}

/** After a key or a click the chosen day has the focus, once it is drawn. */
function useFocusedDay(grid: RefObject<HTMLElement | null>, day: string): () => void {
  const wanted = useRef(false)
  useEffect(() => {
    if (!wanted.current) return
    wanted.current = false
    grid.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus()
  }, [grid, day])
  return () => { wanted.current = true }
}
