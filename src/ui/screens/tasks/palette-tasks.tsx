import { useDeferredValue } from 'react'
import { useNavigate } from '@tanstack/react-router'
import CircleCheckBig from 'lucide-react/icons/circle-check-big'
import Circle from 'lucide-react/icons/circle'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import { useList } from '../../../data-api/hooks.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { datesOf, projectName } from '../projects/project-values.ts'
import { dataOf, doneRec, dueHere, dueWords, textOf } from './task-values.ts'
import { useToday } from './use-today.ts'

const most = 5

/** Tasks and projects in ⌘K, as soon as something is typed; what is still to be done comes first. */
export function PaletteTasks({ search, close }: { search: string; close: () => void }) {
  const navigate = useNavigate()
  const today = useToday()
  const wanted = useDeferredValue(search.trim())
  const asked = { enabled: wanted !== '' }
  const { data: open } = useList(tasks.name, { search: wanted, where: { state: 'open' }, limit: most }, asked)
  const { data: done } = useList(tasks.name, { search: wanted, where: { state: 'done' }, limit: 2 }, asked)
  const { data: found } = useList(projects.name, { search: wanted, limit: most }, asked)
  if (wanted === '') return null
  const rows = [...open?.rows ?? [], ...done?.rows ?? []].slice(0, most)
  return (
    <>
      {rows.length > 0 && (
        <PaletteGroup heading="Tasks">
          {rows.map((rec) => {
            const due = dueHere(rec)
            return (
              <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: '/tasks', search: { view: doneRec(rec) ? 'done' : 'all', task: rec.id } }) }}>
                {doneRec(rec) ? <CircleCheckBig aria-hidden className="size-4 shrink-0 text-ok" /> : <Circle aria-hidden className="size-4 shrink-0 text-muted" />}
                <span className="min-w-0 truncate"><Highlight text={tasks.title(dataOf(rec))} search={wanted} /></span>
                {due !== null && <span className="ml-auto shrink-0 text-table text-muted">{dueWords(due, today)}</span>}
              </PaletteItem>
            )
          })}
        </PaletteGroup>
      )}
      {(found?.rows.length ?? 0) > 0 && (
        <PaletteGroup heading="Projects">
          {found!.rows.map((rec) => (
            <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: '/projects/$id', params: { id: rec.id } }) }}>
              <FolderKanban aria-hidden className="size-4 shrink-0 text-muted" />
              <span className="min-w-0 truncate"><Highlight text={projectName(rec)} search={wanted} /></span>
              <span className="ml-auto shrink-0 text-table text-muted">{datesOf(rec) || textOf(rec, 'status')}</span>
            </PaletteItem>
          ))}
        </PaletteGroup>
      )}
    </>
  )
}
