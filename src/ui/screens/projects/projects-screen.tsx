import { useContext, useRef, useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import Plus from 'lucide-react/icons/plus'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { Screen, ScreenCorner } from '../../components/screen.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { SyncDot } from '../records/sync-dot.tsx'
import { cn } from '../../components/cn.ts'
import { useToday } from '../tasks/use-today.ts'
import { textOf } from '../tasks/task-values.ts'
import { CreateProject } from './create-project.tsx'
import { datesOf, peopleOf, projectName, statusLabel, statusOf } from './project-values.ts'
import { Progress } from './progress.tsx'
import { useProgress, type ProjectProgress } from './use-progress.ts'

const page = 300
const order = ['active', 'planned', 'paused', 'done']

/** Every engagement by where it stands, with its time, its people and how far it is. */
export default function ProjectsScreen() {
  const navigate = useNavigate()
  const mayWrite = useMayWrite(), phone = useIsPhone(), corner = useContext(ScreenCorner)
  const [creating, setCreating] = useState(false)
  const [limit, setLimit] = useState(page)
  const { data } = useList(projects.name, { sort: ['status', 'endsOn', 'name'], limit })
  const progress = useProgress()
  const rows = data?.rows ?? []
  const list = useRef<HTMLDivElement>(null)
  const step = (by: number): void => {
    const links = [...list.current?.querySelectorAll<HTMLElement>('a') ?? []]
    const at = links.indexOf(document.activeElement as HTMLElement)
    links[at === -1 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus()
  }
  const create = (): void => { if (mayWrite) setCreating(true) }
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: 'Next project', group: 'Projects', onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: 'Previous project', group: 'Projects', onlyKey: true, run: () => step(-1) },
    { keys: 'n', label: 'New project', group: 'Projects', run: create },
  ])
  return (
    <Screen
      title="Projects" layout="wide"
      meta={data && data.total > 0 ? formatCount(data.total) : undefined}
      actions={mayWrite && <Button size="sm" icon={<Plus />} onClick={create}>New project</Button>}
    >
      <div ref={list} className="min-h-0 grow overflow-y-auto pb-10" onKeyDown={(event) => {
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        if (by !== 0) { event.preventDefault(); step(by) }
      }}>
        {data && rows.length === 0 && (
          <EmptyState icon={<FolderKanban />} title="No projects yet" {...(mayWrite ? { actions: <Button variant="primary" onClick={create}>New project</Button> } : {})}>
            A project holds an engagement together: its dates, its people and what is to be done.
          </EmptyState>
        )}
        {order.map((status) => {
          const of = rows.filter((rec) => statusOf(rec) === status)
          return of.length === 0 ? null : (
            <section key={status} aria-labelledby={`projects-${status}`} className="pt-4">
              <h2 id={`projects-${status}`} className="flex h-8 items-center gap-2 px-6 text-ui font-semibold max-md:px-4">{statusLabel(status)}<span className="text-table font-normal text-muted tabular-nums">{of.length}</span></h2>
              <ul>{of.map((rec) => <li key={rec.id}>{phone ? <PhoneRow rec={rec} progress={progress.get(rec.id)} /> : <Row rec={rec} progress={progress.get(rec.id)} />}</li>)}</ul>
            </section>
          )
        })}
        {data && data.total > rows.length && <Button className="m-6" onClick={() => setLimit(Math.min(1_000, limit + page))}>Show more of {formatCount(data.total)}</Button>}
        {phone && <span className="block px-4 pt-4">{corner?.(false)}</span>}
      </div>
      {creating && <CreateProject onClose={() => setCreating(false)} onMade={(id) => void navigate({ to: '/projects/$id', params: { id } })} />}
    </Screen>
  )
}

function Row({ rec, progress }: { rec: Rec; progress: ProjectProgress | undefined }) {
  const people = peopleOf(rec), late = useLate(rec)
  return (
    <Link to="/projects/$id" params={{ id: rec.id }} className="mx-4 grid min-h-11 grid-cols-[minmax(0,1fr)_auto_8rem_13rem] items-center gap-4 rounded-md px-2 text-ui -outline-offset-2 hover:bg-hover max-lg:grid-cols-[minmax(0,1fr)_7rem]">
      <span className="flex min-w-0 items-center gap-2.5">
        <FolderKanban aria-hidden className={cn('size-4 shrink-0', statusOf(rec) === 'active' ? 'text-accent' : 'text-muted')} />
        <span className="truncate font-medium">{projectName(rec)}</span>
        <SyncDot sync={rec.$sync} />
      </span>
      <span className="flex items-center justify-end gap-1 max-lg:hidden">
        {people.slice(0, 3).map(({ id, name }) => <span key={id} title={name} className="inline-flex"><Avatar name={name} /></span>)}
        {people.length > 3 && <span className="text-meta text-muted">+{people.length - 3}</span>}
      </span>
      <Progress done={progress?.done ?? 0} all={progress?.all ?? 0} className="w-full" />
      <span className={cn('truncate text-right text-table tabular-nums text-muted max-lg:hidden', late && 'font-medium text-danger')}>{datesOf(rec)}</span>
    </Link>
  )
}

function PhoneRow({ rec, progress }: { rec: Rec; progress: ProjectProgress | undefined }) {
  const late = useLate(rec), dates = datesOf(rec)
  return (
    <Link to="/projects/$id" params={{ id: rec.id }} className="flex min-h-14 items-center gap-3 px-4 py-2 hairline-b -outline-offset-2">
      <FolderKanban aria-hidden className={cn('size-5 shrink-0', statusOf(rec) === 'active' ? 'text-accent' : 'text-muted')} />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-body">{projectName(rec)}</span>
        {dates !== '' && <span className={cn('truncate text-table text-muted', late && 'font-medium text-danger')}>{dates}</span>}
      </span>
      <Progress done={progress?.done ?? 0} all={progress?.all ?? 0} className="w-20 justify-end" />
    </Link>
  )
}

/** Its end has passed, and it is not done. */
function useLate(rec: Rec): boolean {
  const today = useToday(), ends = textOf(rec, 'endsOn')
  return ends !== '' && ends < today && statusOf(rec) !== 'done'
}

