import { useMemo } from 'react'
import { useList, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { projects, projectStatuses } from '../../../model/projects.ts'
import { Avatar } from '../../components/avatar.tsx'
import { showError } from '../../components/toast.tsx'
import { Board, type BoardColumn } from '../board/board.tsx'
import { Progress } from './progress.tsx'
import { datesOf, peopleOf, projectName, statusLabel } from './project-values.ts'
import type { ProjectProgress } from './use-progress.ts'

/** As many as a column is of use with; the list has them all. */
const shown = 200
/** As an engagement goes. */
const [active, planned, paused, done] = projectStatuses

/** Projects by where they stand. */
export function ProjectBoard({ progress, onOpen }: { progress: ReadonlyMap<string, ProjectProgress>; onOpen: (id: string) => void }) {
  const satchel = useSatchel()
  const first = useColumn(planned), second = useColumn(active), third = useColumn(paused), last = useColumn(done)
  const columns = useMemo(() => [first, second, third, last].filter((column) => column !== null), [first, second, third, last])
  if (columns.length < 4) return null
  const move = (rec: Rec, status: string): void => {
    satchel.entity(projects.name).update(rec.id, { status }, { label: `${projectName(rec)}: ${statusLabel(status)}`, baseRevision: rec.revision }).catch(showError)
  }
  return <Board label="Projects" columns={columns} titleOf={projectName} onOpen={onOpen} onMove={move} card={(rec) => <CardWords rec={rec} progress={progress.get(rec.id)} />} />
}

function useColumn(status: (typeof projectStatuses)[number]): BoardColumn | null {
  // The column sorts by what is under way, so a status is its place among them.
  const { data } = useList(projects.name, { where: { status: projectStatuses.indexOf(status) }, sort: ['endsOn', 'name'], limit: shown })
  return useMemo(() => (data === undefined ? null : { id: status, label: statusLabel(status), rows: data.rows, total: data.total }), [data, status])
}

function CardWords({ rec, progress }: { rec: Rec; progress: ProjectProgress | undefined }) {
  const dates = datesOf(rec), people = peopleOf(rec)
  return (
    <span className="flex w-full flex-col gap-1.5">
      {dates !== '' && <span className="truncate text-meta text-muted tabular-nums">{dates}</span>}
      {(people.length > 0 || (progress?.all ?? 0) > 0) && (
        <span className="flex min-w-0 items-center gap-1">
          {people.slice(0, 3).map(({ id, name }) => <span key={id} title={name} className="inline-flex"><Avatar name={name} /></span>)}
          {people.length > 3 && <span className="text-meta text-muted">+{people.length - 3}</span>}
          {(progress?.all ?? 0) > 0 && <Progress done={progress!.done} all={progress!.all} className="ml-auto w-24" />}
        </span>
      )}
    </span>
  )
}
