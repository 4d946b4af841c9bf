import Circle from 'lucide-react/icons/circle'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDot from 'lucide-react/icons/circle-dot'
import ListChecks from 'lucide-react/icons/list-checks'
import Repeat from 'lucide-react/icons/repeat'
import { createContext, useContext, type ReactNode } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { showError } from '../../components/toast.tsx'
import { NameCell } from '../records/name-cell.tsx'
import { useKind, type CellProps } from '../records/kind.ts'
import { useNameOf } from '../records/names.tsx'
import { saveFields } from '../records/save-field.ts'
import { DuePicker } from './due-picker.tsx'
import { PriorityMark } from './priority-mark.tsx'
import { dataOf, doneRec, dueHere, dueWords, textOf } from './task-values.ts'
import { useTaskActs } from './use-task-acts.ts'
import { useTasksAround, type TasksAround } from './use-task-names.ts'
import { useToday } from './use-today.ts'

export const statusMarks: Readonly<Record<string, ReactNode>> = {
  todo: <Circle aria-hidden className="text-control" />, doing: <CircleDot aria-hidden className="text-accent" />, done: <CircleCheck aria-hidden className="text-muted" />,
}
const statuses = tasks.fields['status']!.choices!

/** Ticked off where it stands, and opened by its title. */
export function TitleCell(props: CellProps) {
  const { rec } = props, done = doneRec(rec)
  const acts = useTaskActs(), mayWrite = useMayWrite()
  const around = useContext(AroundContext), parts = around.parts.get(rec.id), parent = around.parents.get(textOf(rec, 'parentId'))
  return (
    <NameCell
      {...props} className={cn(done && '[&_a]:text-muted [&_a]:line-through [&_a]:decoration-control')}
      lead={<span onClick={(event) => event.stopPropagation()} onDoubleClick={(event) => event.stopPropagation()} className="flex"><Checkbox tabIndex={-1} aria-label={`${done ? 'Reopen' : 'Complete'} ${tasks.title(dataOf(rec))}`} checked={done} disabled={!mayWrite} onChange={() => void acts.toggle(rec)} className="[&_input]:rounded-full" /></span>}
    >
      {parts !== undefined && <Parts {...parts} />}
      {parent !== undefined && <span className="truncate text-meta text-muted">of {parent}</span>}
    </NameCell>
  )
}

const Parts = ({ done, all }: { done: number; all: number }) => <span className="inline-flex shrink-0 items-center gap-1 text-meta text-muted tabular-nums" title="Subtasks done"><ListChecks aria-hidden className="size-3.5" />{done}/{all}<span className="sr-only"> subtasks done</span></span>

/** When it is due, as near as is of use; what is late says so. */
export function DueCell({ rec }: { rec: Rec }) {
  const today = useToday(), due = dueHere(rec), repeats = textOf(rec, 'repeat') !== ''
  const late = due !== null && due.date < today && !doneRec(rec)
  if (due === null && !repeats) return null
  return (
    <span className={cn('inline-flex shrink-0 items-center gap-1.5 align-top whitespace-nowrap tabular-nums', late && 'font-medium text-danger', doneRec(rec) && 'text-muted')}>
      {due !== null && dueWords(due, today)}{late && <span className="sr-only">, overdue</span>}
      {repeats && <Repeat aria-label="repeats" role="img" className="size-3.5 shrink-0 text-muted" />}
    </span>
  )
}

export function DueEditor({ rec, onEnd }: { rec: Rec; onEnd: (move: number) => void }) {
  const satchel = useSatchel(), kind = useKind()
  return (
    <DuePicker
      rec={rec} open onOpenChange={(open) => { if (!open) onEnd(0) }}
      onPick={(patch) => { saveFields(kind, satchel, rec.id, patch, { baseRevision: rec.revision, label: `Set due of ${tasks.title(dataOf(rec))}` }).catch(showError) }}
      trigger={<button type="button" tabIndex={-1} className="flex h-7 w-full items-center rounded-md px-1 inset-ring inset-ring-control"><DueCell rec={rec} /></button>}
    />
  )
}

export function PriorityCell({ rec }: { rec: Rec }) {
  const priority = textOf(rec, 'priority')
  if (priority === '') return null
  return <span className="inline-flex items-center gap-1.5 align-top"><PriorityMark silent priority={priority} />{tasks.fields['priority']!.choices!.find(({ value }) => value === priority)?.label}</span>
}

export function StatusCell({ rec }: { rec: Rec }) {
  const status = textOf(rec, 'status') || 'todo'
  return <span className="inline-flex items-center gap-1.5 align-top [&_svg]:size-4">{statusMarks[status]}{statuses.find(({ value }) => value === status)?.label}</span>
}

/** On a phone: ticked off before the title; its due and what it is of stand under that. */
export function PhoneLead({ rec }: { rec: Rec }) {
  const acts = useTaskActs(), mayWrite = useMayWrite(), done = doneRec(rec)
  return <label className="flex size-11 items-center justify-center"><Checkbox aria-label={`${done ? 'Reopen' : 'Complete'} ${tasks.title(dataOf(rec))}`} checked={done} disabled={!mayWrite} onChange={() => void acts.toggle(rec)} className="[&_input]:rounded-full" /></label>
}

export function PhoneUnder({ rec }: { rec: Rec }) {
  const nameOf = useNameOf()
  const words = [nameOf('contacts', textOf(rec, 'contactId')), nameOf('projects', textOf(rec, 'projectId'))].filter(Boolean).join(' · ')
  if (words === '' && dueHere(rec) === null && textOf(rec, 'priority') === '') return null
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-table text-muted">
      {textOf(rec, 'priority') !== '' && <PriorityMark priority={textOf(rec, 'priority')} />}
      <DueCell rec={rec} />
      {dueHere(rec) !== null && words !== '' && <span aria-hidden>·</span>}
      <span className="truncate">{words}</span>
    </span>
  )
}

const AroundContext = createContext<TasksAround>({ parents: new Map(), parts: new Map() })

/** Reads what the rows in sight are parts of, and their parts, of all at once. */
export function AroundTasks({ rows, children }: { rows: readonly Rec[]; children: ReactNode }) {
  return <AroundContext value={useTasksAround(rows)}>{children}</AroundContext>
}

/** How far a task's subtasks are, as a card says it. */
export function PartsOf({ rec }: { rec: Rec }) {
  const parts = useContext(AroundContext).parts.get(rec.id)
  return parts === undefined ? null : <Parts {...parts} />
}
