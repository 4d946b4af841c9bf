import { useMemo } from 'react'
import Circle from 'lucide-react/icons/circle'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDot from 'lucide-react/icons/circle-dot'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'
import { cn } from '../../components/cn.ts'
import { Board, type BoardColumn } from '../board/board.tsx'
import { PriorityMark } from './priority-mark.tsx'
import { byHand, dataOf, dueHere, dueWords, textOf } from './task-values.ts'
import type { TaskActs } from './use-task-acts.ts'
import { useTaskNames, type TaskNames } from './use-task-names.ts'
import { useToday } from './use-today.ts'

/** As many as a column is of use with; the list has them all. */
const shown = 200
const marks = { todo: <Circle aria-hidden className="text-control" />, doing: <CircleDot aria-hidden className="text-accent" />, done: <CircleCheck aria-hidden className="text-muted" /> }
const statuses = tasks.fields['status']!.choices!

/** Tasks by where they stand. Subtasks are in their tasks. */
export function TaskBoard({ acts, open, onOpen }: { acts: TaskActs; open: string | null; onOpen: (id: string) => void }) {
  const todo = useColumn('todo', 'position'), doing = useColumn('doing', 'position'), done = useColumn('done', '-completedAt')
  const columns = useMemo(() => [todo, doing, done].filter((column) => column !== null), [todo, doing, done])
  const names = useTaskNames(useMemo(() => columns.flatMap(({ rows }) => rows), [columns]))
  if (columns.length < 3) return null
  return (
    <Board
      label="Tasks" columns={columns} selected={open} onOpen={onOpen}
      titleOf={(rec) => tasks.title(dataOf(rec))}
      card={(rec) => <CardWords rec={rec} names={names} />}
      onMove={(rec, to) => void acts.setStatus(rec, to)}
      onReorder={(of, id, by) => { if (textOf(of[0]!, 'status') !== 'done') acts.move(of, id, by) }}
    />
  )
}

function useColumn(status: 'todo' | 'doing' | 'done', sort: string): BoardColumn | null {
  const { data } = useList(tasks.name, { where: { status, parentId: { empty: true } }, sort: [sort], limit: shown })
  return useMemo(() => {
    if (data === undefined) return null
    const rows = status === 'done' ? data.rows : [...data.rows].sort(byHand)
    return { id: status, label: statuses.find(({ value }) => value === status)!.label, mark: marks[status], rows, total: data.total }
  }, [data, status])
}

function CardWords({ rec, names }: { rec: Rec; names: TaskNames }) {
  const today = useToday(), due = dueHere(rec), parts = names.parts(rec), isDone = textOf(rec, 'status') === 'done'
  const late = due !== null && due.date < today && !isDone
  const words = [names.contact(rec), names.project(rec), parts === null ? '' : `${parts.done}/${parts.all}`].filter(Boolean).join(' · ')
  if (due === null && words === '' && textOf(rec, 'priority') === '') return null
  return (
    <span className="flex w-full min-w-0 items-center gap-1.5 text-meta text-muted">
      <PriorityMark priority={textOf(rec, 'priority')} className={textOf(rec, 'priority') === '' ? 'hidden' : '[&_svg]:size-3.5'} />
      {due !== null && <span className={cn('shrink-0', late && 'font-medium text-danger')}>{dueWords(due, today)}</span>}
      {due !== null && words !== '' && <span aria-hidden>·</span>}
      <span className="truncate">{words}</span>
    </span>
  )
}
