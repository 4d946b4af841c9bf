import { memo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import CircleCheckBig from 'lucide-react/icons/circle-check-big'
import Circle from 'lucide-react/icons/circle'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { useFound, type Found } from '../../app/use-found.ts'
import { Highlight } from '../../components/highlight.tsx'
import { datesOf, projectName } from '../projects/project-values.ts'
import { dataOf, doneRec, dueHere, dueWords, textOf } from './task-values.ts'
import { useToday } from './use-today.ts'

const most = 5

/** Tasks and projects in ⌘K, as soon as something is typed; what is still to be done comes first. */
export function PaletteTasks({ search, close }: { search: string; close: () => void }) {
  const words = search.trim()
  const open = useFound(tasks.name, words, { where: { state: 'open' }, limit: most }), done = useFound(tasks.name, words, { where: { state: 'done' }, limit: 2 })
  const found = useFound(projects.name, words, { limit: most })
  return (
    <>
      {open.rows.length + done.rows.length > 0 && <Tasks close={close} open={open} done={done} />}
      {found.rows.length > 0 && <Projects close={close} found={found} />}
    </>
  )
}

const Tasks = memo(function Tasks({ close, open, done }: { close: () => void; open: Found; done: Found }) {
  const navigate = useNavigate()
  const today = useToday()
  const shown = [open, done].flatMap(({ rows, words }) => rows.map((rec) => ({ rec, words }))).slice(0, most)
  return (
    <PaletteGroup heading="Tasks">
      {shown.map(({ rec, words }) => {
        const due = dueHere(rec)
        return (
          <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: '/tasks', search: { view: doneRec(rec) ? 'done' : 'all', task: rec.id } }) }}>
            {doneRec(rec) ? <CircleCheckBig aria-hidden className="size-4 shrink-0 text-ok" /> : <Circle aria-hidden className="size-4 shrink-0 text-muted" />}
            <span className="min-w-0 truncate"><Highlight text={tasks.title(dataOf(rec))} search={words} /></span>
            {due !== null && <span className="ml-auto shrink-0 text-table text-muted">{dueWords(due, today)}</span>}
          </PaletteItem>
        )
      })}
    </PaletteGroup>
  )
})

const Projects = memo(function Projects({ close, found: { rows, words } }: { close: () => void; found: Found }) {
  const navigate = useNavigate()
  return (
    <PaletteGroup heading="Projects">
      {rows.map((rec) => (
        <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: '/projects/$id', params: { id: rec.id } }) }}>
          <FolderKanban aria-hidden className="size-4 shrink-0 text-muted" />
          <span className="min-w-0 truncate"><Highlight text={projectName(rec)} search={words} /></span>
          <span className="ml-auto shrink-0 text-table text-muted">{datesOf(rec) || textOf(rec, 'status')}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
})
