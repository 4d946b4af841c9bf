import FolderKanban from 'lucide-react/icons/folder-kanban'
import type { Rec } from '../../../data-api/types.ts'
import { formatCalendarDate } from '../../components/format.ts'
import { Avatar } from '../../components/avatar.tsx'
import { cn } from '../../components/cn.ts'
import { NameCell } from '../records/name-cell.tsx'
import type { CellProps } from '../records/kind.ts'
import { useNameOf } from '../records/names.tsx'
import { textOf } from '../tasks/task-values.ts'
import { useToday } from '../tasks/use-today.ts'
import { Progress } from './progress.tsx'
import { datesOf, peopleOf, statusLabel, statusOf } from './project-values.ts'
import { useProgress } from './use-progress.ts'

const Icon = ({ rec, className = 'size-4' }: { rec: Rec; className?: string }) => <FolderKanban aria-hidden className={cn('shrink-0', className, statusOf(rec) === 'active' ? 'text-accent' : 'text-muted')} />

export const ProjectNameCell = (props: CellProps) => <NameCell {...props} lead={<Icon rec={props.rec} />} />

export function ProjectStatusCell({ rec }: { rec: Rec }) {
  const status = statusOf(rec)
  return <span className="inline-flex items-center gap-1.5 align-top"><StatusDot status={status} />{statusLabel(status)}</span>
}

/** Full while it is under way, half while it rests, a ring before it begins, grey once it is over. */
export function StatusDot({ status }: { status: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden className={cn('size-3.5 shrink-0', status === 'active' ? 'text-accent' : status === 'paused' ? 'text-warn' : 'text-control')}>
      <circle cx="8" cy="8" r="5.25" fill={status === 'active' || status === 'done' ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.5" />
      {status === 'paused' && <path d="M8 2.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor" />}
    </svg>
  )
}

/** On a card its dates are said as one. */
export function DatesOnCard({ rec }: { rec: Rec }) {
  const late = useLate(rec), words = datesOf(rec)
  return words === '' ? null : <span className={cn('tabular-nums', late && 'font-medium text-danger')}>{words}</span>
}

/** Its end, which says so where it has passed and the project is not done. */
export function EndsCell({ rec }: { rec: Rec }) {
  const late = useLate(rec)
  if (textOf(rec, 'endsOn') === '') return null
  return <span className={cn('tabular-nums', late && 'font-medium text-danger')}>{formatCalendarDate(textOf(rec, 'endsOn'))}{late && <span className="sr-only">, overdue</span>}</span>
}

function useLate(rec: Rec): boolean {
  const today = useToday(), ends = textOf(rec, 'endsOn')
  return ends !== '' && ends < today && statusOf(rec) !== 'done'
}

export function PeopleCell({ rec }: { rec: Rec }) {
  const nameOf = useNameOf(), people = peopleOf(rec).map(({ id, name }) => nameOf('contacts', id) || name)
  if (people.length === 0) return null
  return (
    <span className="inline-flex items-center gap-1" title={people.join(', ')}>
      {people.slice(0, 3).map((name, at) => <span key={at} className="inline-flex"><Avatar name={name} /></span>)}
      {people.length > 3 && <span className="text-meta text-muted">+{people.length - 3}</span>}
      <span className="sr-only">{people.join(', ')}</span>
    </span>
  )
}

export function ProgressCell({ rec }: { rec: Rec }) {
  const progress = useProgress().get(rec.id)
  return progress === undefined || progress.all === 0 ? null : <Progress done={progress.done} all={progress.all} className="w-full min-w-24" />
}

export const PhoneLead = ({ rec }: { rec: Rec }) => <span className="flex size-11 items-center justify-center"><Icon rec={rec} className="size-5" /></span>

export function PhoneUnder({ rec }: { rec: Rec }) {
  const late = useLate(rec), words = [statusLabel(statusOf(rec)), datesOf(rec)].filter(Boolean).join(' · ')
  return <span className={cn('truncate text-table text-muted', late && 'font-medium text-danger')}>{words}</span>
}
