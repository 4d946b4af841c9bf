import { Fragment, memo, useState } from 'react'
import CalendarPlus from 'lucide-react/icons/calendar-plus'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import ListChecks from 'lucide-react/icons/list-checks'
import Repeat from 'lucide-react/icons/repeat'
import StickyNote from 'lucide-react/icons/sticky-note'
import type { Rec } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { inSight } from '../../components/in-sight.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { Menu } from '../../components/menu.tsx'
import { ConflictMark } from '../records/conflict-mark.tsx'
import { SyncDot } from '../records/sync-dot.tsx'
import { DuePicker } from './due-picker.tsx'
import { PriorityMark, priorityOptions } from './priority-mark.tsx'
import { dataOf, doneRec, dueHere, dueWords, tagsOfTask, textOf, timeWords } from './task-values.ts'
import type { TaskActs } from './use-task-acts.ts'
import { useToday } from './use-today.ts'

export type RowMode = 'due' | 'priority' | 'title'

export interface TaskRowProps {
  rec: Rec
  acts: TaskActs
  /** What of the row is being changed, by key or click. */
  mode: RowMode | null
  onMode: (id: string, mode: RowMode | null) => void
  onOpen: (id: string) => void
  selected: boolean
  /** Names of what it belongs to; empty where the list says it already. */
  project: string
  contact: string
  parent: string
  /** Its subtasks: done, and all. */
  parts: { done: number; all: number } | null
  /** The day that the section is of: it need not be said again. */
  day: string | null
  /** Its line in a long list, and where that is, px; absent: it stands where it comes. */
  line?: number
  top?: number
  measure?: (element: Element | null) => void
}

/** One task: done or not, what, of what, until when. */
export const TaskRow = memo(function TaskRow({ rec, acts, mode, onMode, onOpen, selected, project, contact, parent, parts, day, line, top, measure }: TaskRowProps) {
  const mayWrite = useMayWrite()
  const title = tasks.title(dataOf(rec)), done = doneRec(rec), priority = textOf(rec, 'priority')
  const toRow = (): void => inSight(`[data-task="${rec.id}"] [data-task-button]`)?.focus({ preventScroll: true })
  return (
    <li
      data-task={rec.id} data-index={line} ref={measure} {...(top === undefined ? {} : { style: { transform: `translateY(${top}px)` } })}
      className={cn(
        top !== undefined && 'absolute! inset-x-0 top-0',
        'group/row relative flex min-h-10 items-center gap-1 rounded-md pr-1 pl-2 -outline-offset-2 outline-accent hover:bg-hover has-focus-visible:bg-hover has-[[data-task-button]:focus-visible]:outline-2 max-md:min-h-13 max-md:rounded-none max-md:border-b max-md:border-line max-md:px-4',
        selected && 'bg-selected hover:bg-selected has-focus-visible:bg-selected',
      )}
    >
      <Checkbox aria-label={`${done ? 'Reopen' : 'Complete'} ${title}`} checked={done} disabled={!mayWrite} onChange={() => void acts.toggle(rec)} className="mr-1.5 [&_input]:rounded-full" />
      <Menu
        label="Priority" onReturn={toRow}
        trigger={<button type="button" tabIndex={-1} disabled={!mayWrite} aria-label={`Priority: ${priority || 'none'}`} data-priority className="inline-flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-pressed max-md:hidden"><PriorityMark silent priority={priority} /></button>}
        items={priorityOptions.map(({ value, label }) => ({ kind: 'check', label, checked: priority === value, onSelect: () => { document.querySelector<HTMLElement>('.popover:popover-open')?.hidePopover(); void acts.update(rec, { priority: value || null }, `Set priority of ${title}`) } }))}
      />
      {mode === 'title'
        ? <TitleInput rec={rec} acts={acts} onDone={() => onMode(rec.id, null)} />
        : (
          <button type="button" data-task-button onClick={() => onOpen(rec.id)} onDoubleClick={() => { if (mayWrite) onMode(rec.id, 'title') }} className="flex min-w-0 grow flex-col justify-center self-stretch rounded-sm text-left outline-none max-md:py-2">
            <span className="flex min-w-0 items-center gap-2 max-md:items-start">
              <PriorityMark priority={priority} silent className={cn('max-md:mt-1 md:hidden', priority === '' && 'hidden')} />
              <span className={cn('min-w-0 truncate text-ui max-md:line-clamp-2 max-md:text-body max-md:whitespace-normal', done && 'text-muted line-through decoration-control')}>{title}</span>
              {contact !== '' && <span className="min-w-12 shrink-99 truncate text-table text-muted @max-md/tasks:hidden max-md:hidden">{contact}</span>}
              <ConflictMark sync={rec.$sync} /><SyncDot sync={rec.$sync} />
            </span>
            <PhoneMeta rec={rec} project={project} contact={contact} parts={parts} parent={parent} day={day} />
          </button>
        )}
      {mode !== 'title' && <Meta rec={rec} project={project} parent={parent} parts={parts} />}
      <Due rec={rec} acts={acts} open={mode === 'due'} onOpen={(open) => onMode(rec.id, open ? 'due' : null)} onReturn={toRow} day={day} />
    </li>
  )
})

function Meta({ rec, project, parent, parts }: Pick<TaskRowProps, 'rec' | 'project' | 'parent' | 'parts'>) {
  const tags = tagsOfTask(rec)
  return (
    <span className="ml-2 flex max-w-2/5 min-w-0 shrink-0 items-center gap-2.5 text-meta text-muted @max-md/tasks:hidden max-md:hidden [&_svg]:size-3.5 [&_svg]:shrink-0">
      {textOf(rec, 'notes') !== '' && <span title="Has notes"><StickyNote aria-hidden /><span className="sr-only">Has notes</span></span>}
      {parts !== null && <span className="inline-flex items-center gap-1 tabular-nums" title="Subtasks done"><ListChecks aria-hidden />{parts.done}/{parts.all}<span className="sr-only"> subtasks done</span></span>}
      {tags.slice(0, 2).map((tag) => <span key={tag} className="inline-flex h-5 max-w-28 min-w-10 items-center justify-center truncate rounded-full px-2 inset-ring inset-ring-line max-lg:hidden"><span className="truncate">{tag}</span></span>)}
      {parent !== '' && <span className="max-w-40 min-w-0 shrink-9 truncate">of {parent}</span>}
      {project !== '' && <span className="inline-flex max-w-44 min-w-0 shrink-9 items-center gap-1.5"><FolderKanban aria-hidden /><span className="truncate">{project}</span></span>}
    </span>
  )
}

/** On a phone what belongs to a task stands under it. */
function PhoneMeta({ rec, project, contact, parent, parts, day }: Pick<TaskRowProps, 'rec' | 'project' | 'contact' | 'parent' | 'parts' | 'day'>) {
  const today = useToday(), due = dueHere(rec)
  const late = due !== null && due.date < today && !doneRec(rec)
  const when = wordsWithin(day, due, today), repeats = textOf(rec, 'repeat') !== ''
  const words = [contact, project, parent === '' ? '' : `of ${parent}`, parts === null ? '' : `${parts.done}/${parts.all}`].filter(Boolean)
  if (words.length === 0 && when === '' && !repeats) return null
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-table text-muted md:hidden [&_svg]:size-3.5 [&_svg]:shrink-0">
      {when !== '' && <span className={cn('shrink-0', late && 'font-medium text-danger')}>{when}</span>}
      {repeats && <Repeat aria-hidden />}
      {repeats && when === '' && words.length === 0 && 'Repeats'}
      {(repeats || when !== '') && words.length > 0 && <span aria-hidden>·</span>}
      {/* Each by its own direction, one after another. */}
      <span className="truncate">{words.map((each, at) => <Fragment key={at}>{at > 0 && ' · '}<bdi>{each}</bdi></Fragment>)}</span>
    </span>
  )
}

/** What is left to say of a due in the section of a day. */
function wordsWithin(day: string | null, due: ReturnType<typeof dueHere>, today: string): string {
  if (due === null) return ''
  if (due.date !== day) return dueWords(due, today)
  return due.time === null ? '' : timeWords(due.time)
}

function Due({ rec, acts, open, onOpen, onReturn, day }: { rec: Rec; acts: TaskActs; open: boolean; onOpen: (open: boolean) => void; onReturn: () => void; day: string | null }) {
  const today = useToday(), mayWrite = useMayWrite()
  const due = dueHere(rec), repeats = textOf(rec, 'repeat') !== '', done = doneRec(rec)
  const late = due !== null && due.date < today && !done
  const isToday = due !== null && due.date === today && !done
  const words = wordsWithin(day, due, today)
  return (
    <DuePicker
      rec={rec}
      open={open}
      onOpenChange={onOpen}
      onReturn={onReturn}
      onPick={(patch) => void acts.update(rec, patch, `Set due of ${tasks.title(dataOf(rec))}`)}
      trigger={(
        <button
          type="button"
          tabIndex={-1}
          disabled={!mayWrite}
          aria-label={due === null ? 'Set a due date' : `Due ${dueWords(due, today)}${late ? ', overdue' : ''}${repeats ? ', repeats' : ''}`}
          className={cn(
            'ml-1 inline-flex h-7 min-w-7 shrink-0 items-center justify-end gap-1.5 rounded-md px-1.5 text-table tabular-nums text-muted hover:bg-pressed max-md:hidden [&_svg]:size-3.5',
            late && 'font-medium text-danger', isToday && 'text-text', words === '' && !repeats && 'opacity-0 group-hover/row:opacity-100 focus-seen-in-row:opacity-100 aria-expanded:opacity-100',
          )}
        >
          {repeats && <Repeat aria-hidden className={cn(words === '' && 'text-muted')} />}
          {words === '' && !repeats ? <CalendarPlus aria-hidden className="size-4!" /> : words}
        </button>
      )}
    />
  )
}

function TitleInput({ rec, acts, onDone }: { rec: Rec; acts: TaskActs; onDone: () => void }) {
  const [value, setValue] = useState(textOf(rec, 'title'))
  const save = (): void => {
    const title = value.trim()
    onDone()
    if (title !== '' && title !== textOf(rec, 'title')) void acts.update(rec, { title }, `Rename ${textOf(rec, 'title')}`)
  }
  return (
    <input
      autoFocus
      aria-label="Title"
      className="h-8 min-w-0 grow rounded-sm bg-bg px-1.5 -ml-1.5 text-ui outline-2 outline-accent max-md:h-11 max-md:text-body"
      value={value}
      onChange={(event) => setValue(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') { event.preventDefault(); event.currentTarget.blur() }
        if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); onDone() }
      }}
    />
  )
}
