import { useRef } from 'react'
import { Link } from '@tanstack/react-router'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import type { Rec } from '../../../data-api/types.ts'
import { projectStatuses } from '../../../model/projects.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Avatar } from '../../components/avatar.tsx'
import { cn } from '../../components/cn.ts'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { SyncDot } from '../records/sync-dot.tsx'
import { textOf } from '../tasks/task-values.ts'
import { useToday } from '../tasks/use-today.ts'
import { Progress } from './progress.tsx'
import { datesOf, peopleOf, projectName, statusLabel, statusOf } from './project-values.ts'
import type { ProjectProgress } from './use-progress.ts'

/** Projects under where they stand, walked by keys. */
export function ProjectList({ rows, progress }: { rows: readonly Rec[]; progress: ReadonlyMap<string, ProjectProgress> }) {
  const phone = useIsPhone()
  const list = useRef<HTMLDivElement>(null)
  const step = (by: number): void => {
    const links = [...list.current?.querySelectorAll<HTMLElement>('a') ?? []]
    const at = links.indexOf(document.activeElement as HTMLElement)
    links[at === -1 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus()
  }
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: 'Next project', group: 'Projects', onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: 'Previous project', group: 'Projects', onlyKey: true, run: () => step(-1) },
  ])
  return (
    <div ref={list} onKeyDown={(event) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (by !== 0) { event.preventDefault(); step(by) }
    }}>
      {projectStatuses.map((status) => {
        const of = rows.filter((rec) => statusOf(rec) === status)
        return of.length === 0 ? null : (
          <section key={status} aria-labelledby={`projects-${status}`} className="pt-4">
            <h2 id={`projects-${status}`} className="flex h-8 items-center gap-2 px-6 text-ui font-semibold max-md:px-4">{statusLabel(status)}<span className="text-table font-normal text-muted tabular-nums">{of.length}</span></h2>
            <ul>{of.map((rec) => <li key={rec.id}>{phone ? <PhoneRow rec={rec} progress={progress.get(rec.id)} /> : <Row rec={rec} progress={progress.get(rec.id)} />}</li>)}</ul>
          </section>
        )
      })}
    </div>
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

