import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { once } from '../../../shared/once.ts'
import { useFixed } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useUndo } from '../../app/undo.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { stepAmong } from '../../components/move-among.ts'
import { showError, showToast } from '../../components/toast.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import type { LayoutProps } from '../records/kind.ts'
import { textOf } from '../tasks/task-values.ts'
import { useToday } from '../tasks/use-today.ts'
import { movedDates } from './moved-dates.ts'
import { datesOf, datesWords, projectName, statusLabel, statusOf } from './project-values.ts'
import { timelineScale, type TimelineScale } from './timeline-scale.ts'
import { useBarMoves } from './use-bar-moves.ts'
import { useOutOfSight } from './use-out-of-sight.ts'
import { useProgress, type ProjectProgress } from './use-progress.ts'

const monthName = once(() => new Intl.DateTimeFormat(navigator.language, { month: 'short', timeZone: 'UTC' }))
const monthWords = (month: string): string => `${monthName().format(Date.parse(`${month}-01T00:00:00Z`))}${month.endsWith('-01') ? ` ${month.slice(0, 4)}` : ''}`

/** The list's projects along the months they take, with how far each is; those without dates under them. Of however many, those in sight are drawn. */
export function ProjectTimeline({ state }: LayoutProps) {
  const today = useToday(), phone = useIsPhone()
  const progress = useProgress()
  const rows = useEvery(projects.name, state.options)
  const dated = useMemo(() => {
    const found = rows.filter((rec) => datesOf(rec) !== '')
    return state.sort.length > 0 ? found : found.sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
  }, [rows, state.sort])
  const undated = useMemo(() => rows.filter((rec) => datesOf(rec) === ''), [rows])
  const scale = useMemo(() => timelineScale(dated.flatMap((rec) => [textOf(rec, 'startsOn'), textOf(rec, 'endsOn')]), today, phone ? 3 : 5), [dated, today, phone])
  const scroller = useRef<HTMLDivElement>(null)
  const todayAt = scale.xOf(today)
  // oxlint-disable-next-line react/incompatible-library -- what it answers is used in this very render only
  const virtual = useVirtualizer({ count: dated.length, getScrollElement: () => scroller.current, estimateSize: () => (phone ? 65 : 49), overscan: 8, scrollMargin: headHeight })
  const [more, setMore] = useState(false)
  // At first today is in sight; where months come before it later, what one looks at stays.
  const seen = useRef<number | null>(null)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    element.scrollLeft = seen.current === null ? Math.max(0, todayAt - Math.max(90, (element.clientWidth - namesWidth) / 3)) : element.scrollLeft + todayAt - seen.current
    seen.current = todayAt
  }, [todayAt])
  const show = useCallback((left: number) => { scroller.current?.scrollTo({ left: left - (scroller.current.clientWidth - namesWidth) / 3 }) }, [])
  const step = (by: 1 | -1): void => stepAmong([...scroller.current?.querySelectorAll<HTMLElement>('li a') ?? []], by)
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: 'Next project', group: 'Timeline', onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: 'Previous project', group: 'Timeline', onlyKey: true, run: () => step(-1) },
    { keys: 'Enter', label: 'Open the project', group: 'Timeline' },
    { keys: 'shift+ArrowLeft', also: 'shift+ArrowRight', label: 'Move the project by a day', group: 'Timeline', writes: true },
    { keys: 'shift+alt+ArrowLeft', also: 'shift+alt+ArrowRight', label: 'Move its end by a day', group: 'Timeline', writes: true },
  ])
  return (
    <div
      ref={scroller} tabIndex={0} role="region" aria-label="Timeline"
      onKeyDown={(event) => {
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
        // On the whole of it they scroll.
        if (by === null || event.target === event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return
        event.preventDefault()
        step(by)
      }}
      className="min-h-0 grow overflow-auto overscroll-x-contain pb-10 -outline-offset-2"
    >
      <div className="relative w-max min-w-full">
        <div aria-hidden className="sticky top-0 z-2 flex h-9 border-b border-line bg-bg">
          <div className="sticky left-0 z-1 w-60 shrink-0 border-r border-line bg-bg max-md:hidden" />
          <div className="relative" style={{ width: scale.width }}>
            {scale.months.map(({ month, left }) => <span key={month} style={{ left }} className="absolute top-0 flex h-9 items-center border-l border-line pl-2 text-meta text-muted first:border-l-0">{monthWords(month)}</span>)}
          </div>
        </div>
        <ul aria-label="Projects by their dates" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const rec = dated[index]!
            return (
              <li key={rec.id} aria-posinset={index + 1} aria-setsize={dated.length} className="absolute left-0 flex border-b border-line" style={{ top: start - headHeight }}>
                <TimelineRow rec={rec} scale={scale} today={todayAt} progress={progress.get(rec.id)} scroller={scroller} onShow={show} />
              </li>
            )
          })}
        </ul>
      </div>
      {undated.length > 0 && (
        <section aria-labelledby="undated" className="sticky left-0 max-w-full pt-6">
          <h2 id="undated" className="flex h-8 items-center gap-2 px-4 text-ui font-semibold">Without dates<span className="text-table font-normal text-muted tabular-nums">{formatCount(undated.length)}</span></h2>
          <ul className="flex flex-wrap gap-2 px-4 pt-1">
            {(more ? undated : undated.slice(0, fewUndated)).map((rec) => <li key={rec.id}><Link to="/projects/$id" params={{ id: rec.id }} className="inline-flex h-8 items-center rounded-md px-3 text-ui inset-ring inset-ring-line hover:bg-hover max-md:h-11">{projectName(rec)}</Link></li>)}
            {!more && undated.length > fewUndated && <li><Button size="sm" variant="ghost" className="h-8" onClick={() => setMore(true)}>Show all</Button></li>}
          </ul>
        </section>
      )}
    </div>
  )
}

const headHeight = 36
const fewUndated = 60
const page = 1_000
/** As many as anybody looks at along a line. */
const most = 5_000

/** All rows of a list, live, read page by page. */
function useEvery(name: string, { group: _, ...options }: ListOptions): readonly Rec[] {
  const satchel = useSatchel()
  const { data } = useQuery({
    queryKey: ['list', name, options, 'every'],
    queryFn: async () => {
      const rows: Rec[] = []
      for (;;) {
        const next = await satchel.entity(name).list({ ...options, offset: rows.length, limit: page })
        rows.push(...next.rows)
        if (next.rows.length < page || rows.length >= most) return rows
      }
    },
    placeholderData: keepPreviousData,
  })
  return data ?? noRows
}

const noRows: readonly Rec[] = []

interface RowProps {
  rec: Rec
  scale: TimelineScale
  /** px */
  today: number
  progress: ProjectProgress | undefined
  scroller: RefObject<HTMLElement | null>
  /** Brings what begins there into sight, px. */
  onShow: (left: number) => void
}

function TimelineRow({ rec, scale, today, progress, scroller, onShow }: RowProps) {
  const satchel = useSatchel(), { undoOf } = useUndo()
  const fixed = useFixed(rec)
  const status = statusOf(rec), name = projectName(rec), own = { startsOn: textOf(rec, 'startsOn'), endsOn: textOf(rec, 'endsOn') }
  const share = progress === undefined || progress.all === 0 ? 0 : progress.done / progress.all
  const { shift, handlers } = useBarMoves(scale.pxPerDay, fixed, (moved) => {
    const { startsOn, endsOn } = movedDates(own, moved), label = `Move ${name}`
    const patch = { ...(startsOn === own.startsOn ? {} : { startsOn }), ...(endsOn === own.endsOn ? {} : { endsOn }) }
    if (Object.keys(patch).length === 0) return
    satchel.bulk((writer) => writer.update(projects.name, rec.id, patch, { baseRevision: rec.revision }), { label })
      .then(({ actId }) => showToast({ message: `${name}: ${datesWords(startsOn, endsOn)}`, ...undoOf(actId, label) }), showError)
  })
  const shown = shift === null ? own : movedDates(own, shift), dates = datesWords(shown.startsOn, shown.endsOn)
  const stretch = scale.stretchOf(shown.startsOn, shown.endsOn)!
  const ends = stretch.open === 'start' ? 'rounded-r-md' : stretch.open === 'end' ? 'rounded-l-md' : 'rounded-md'
  const bar = useRef<HTMLAnchorElement>(null), phone = useIsPhone()
  const away = useOutOfSight(bar, scroller, phone ? 0 : namesWidth)
  return (
    <>
      <span aria-hidden className="sticky left-0 z-1 flex h-12 w-60 shrink-0 items-center truncate border-r border-line bg-bg px-4 text-ui font-medium max-md:hidden"><span className="truncate">{name}</span></span>
      <span className="relative block h-12 max-md:h-16" style={{ width: scale.width }}>
        <span aria-hidden data-drawn className="absolute inset-y-0 w-px bg-accent/60 max-md:top-7" style={{ left: today }} />
        <Link
          ref={bar} to="/projects/$id" params={{ id: rec.id }} style={{ left: stretch.left, width: stretch.width }} draggable={false} {...handlers}
          aria-label={`${name}, ${statusLabel(status)}, ${dates}${progress === undefined || progress.all === 0 ? '' : `, ${progress.done} of ${progress.all} tasks done`}`}
          aria-keyshortcuts={fixed ? undefined : 'Shift+ArrowLeft Shift+ArrowRight Shift+Alt+ArrowLeft Shift+Alt+ArrowRight'}
          title={`${name} · ${dates}`}
          className={cn('group/bar absolute top-2 flex h-8 items-center select-none max-md:top-5 max-md:h-11', ends)}
        >
          <span
            className={cn(
              'relative flex h-8 w-full items-center overflow-clip inset-ring',
              status === 'done' ? 'bg-hover text-muted inset-ring-line' : status === 'active' ? 'bg-accent-soft inset-ring-accent/40' : 'bg-bg inset-ring-control',
              ends, shift !== null && 'inset-ring-accent',
            )}
          >
            {share > 0 && status === 'active' && <span aria-hidden data-drawn className="absolute inset-y-0 left-0 bg-accent/20 forced-colors:top-[calc(100%-4px)]" style={{ width: `${Math.round(share * 100)}%` }} />}
            {!fixed && <Grips open={stretch.open} />}
            {stretch.width > roomForDates && <span className="sticky left-60 px-2 text-meta whitespace-nowrap max-md:hidden">{dates}</span>}
          </span>
        </Link>
        {shift !== null && <span role="status" className="absolute top-2 z-1 ml-2 flex h-8 items-center rounded-md bg-bg px-2 text-meta font-medium whitespace-nowrap shadow-overlay" style={{ left: stretch.left + stretch.width }}>{dates}</span>}
        {shift === null && away === null && stretch.width <= roomForDates && <span aria-hidden className="absolute top-3 ml-1 flex h-6 items-center bg-bg px-1 text-meta whitespace-nowrap text-muted max-md:hidden" style={{ left: stretch.left + stretch.width }}>{dates}</span>}
        {away !== null && <ToBar side={away} dates={dates} onClick={() => onShow(stretch.left)} />}
        <span aria-hidden className="sticky left-4 inline-block max-w-[calc(100vw-2rem)] truncate pt-1 text-meta md:hidden">{name}</span>
      </span>
    </>
  )
}

/** Where the bar of a row is that lies out of sight. For the eye and the pointer: by keys its link comes into sight itself. */
function ToBar({ side, dates, onClick }: { side: 'before' | 'after'; dates: string; onClick: () => void }) {
  return (
    <span aria-hidden className={cn('pointer-events-none absolute inset-x-0 top-2 flex h-8 items-center max-md:top-7', side === 'after' && 'justify-end')}>
      <button
        type="button" tabIndex={-1} onClick={onClick} title="Show it"
        className="pointer-events-auto sticky right-2 left-62 inline-flex h-6 items-center gap-1 rounded-full bg-bg px-2 text-meta whitespace-nowrap text-muted inset-ring inset-ring-line hover:bg-hover hover:text-text max-md:left-2 max-md:h-8 max-md:before:absolute max-md:before:-inset-y-1.5 max-md:before:inset-x-0 [&_svg]:size-3.5"
      >
        {side === 'before' && <ChevronLeft />}{dates}{side === 'after' && <ChevronRight />}
      </button>
    </span>
  )
}

/** The ends that can be dragged; one that is not named cannot. */
function Grips({ open }: { open: 'start' | 'end' | null }) {
  const line = 'absolute inset-y-0 w-2.5 cursor-ew-resize opacity-0 group-hover/bar:opacity-100 after:absolute after:inset-y-2 after:w-0.5 after:rounded-full after:bg-accent max-md:hidden'
  return (
    <>
      {open !== 'start' && <span aria-hidden className={cn(line, 'left-0 after:left-1')} />}
      {open !== 'end' && <span aria-hidden className={cn(line, 'right-0 after:right-1')} />}
    </>
  )
}

/** px */
const namesWidth = 240
/** px of a bar from which on its dates stand in it. */
const roomForDates = 170
const startOf = (rec: Rec): string => textOf(rec, 'startsOn') || textOf(rec, 'endsOn')
