import { useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import Plus from 'lucide-react/icons/plus'
import { useList } from '../../../data-api/hooks.ts'
import type { Json, Where } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { SyncDot } from '../records/sync-dot.tsx'
import { few, projectsOf } from './ask-projects-of.ts'
import { CreateProject } from './create-project.tsx'
import { Progress } from './progress.tsx'
import { datesOf, projectName, statusLabel, statusOf } from './project-values.ts'
import { useProgress } from './use-progress.ts'

/** The projects of a contact or a company, what is under way first, and the way to a new one. */
export function ProjectsOf({ where, along }: { where: Where; along: Record<string, Json> }) {
  const navigate = useNavigate()
  const mayWrite = useMayWrite()
  const [all, setAll] = useState(false), [creating, setCreating] = useState(false)
  const { data } = useList(projects.name, projectsOf(where, all ? 300 : few))
  const progress = useProgress({ enabled: (data?.total ?? 0) > 0 })
  if (data === undefined || (data.total === 0 && !mayWrite)) return null
  return (
    <Section title="Projects" {...(data.total > 0 ? { note: formatCount(data.total) } : {})} actions={mayWrite && <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>New project</Button>}>
      {data.rows.length > 0 && (
        <ul className="flex flex-col">
          {data.rows.map((rec) => {
            const status = statusOf(rec), { done = 0, all: count = 0 } = progress.get(rec.id) ?? {}
            return (
              <li key={rec.id}>
                <Link to="/projects/$id" params={{ id: rec.id }} className="-mx-2 flex min-h-10 items-center gap-2.5 rounded-md px-2 text-ui hover:bg-hover max-md:min-h-13">
                  <FolderKanban aria-hidden className={cn('size-4 shrink-0', status === 'active' ? 'text-accent' : 'text-muted')} />
                  <span className="min-w-0 grow truncate">{projectName(rec)}<SyncDot sync={rec.$sync} /></span>
                  {status !== 'active' && <span className="shrink-0 text-table text-muted">{statusLabel(status)}</span>}
                  <span className="shrink-0 text-table text-muted tabular-nums max-md:hidden">{datesOf(rec)}</span>
                  {count > 0 && <Progress done={done} all={count} className="w-20 shrink-0 justify-end" />}
                </Link>
              </li>
            )
          })}
        </ul>
      )}
      {data.rows.length < data.total && !all && <Button variant="ghost" size="sm" className="-ml-2 w-fit" onClick={() => setAll(true)}>Show {formatCount(data.total - data.rows.length)} more</Button>}
      {creating && <CreateProject along={along} onClose={() => setCreating(false)} onMade={(id) => void navigate({ to: '/projects/$id', params: { id } })} />}
    </Section>
  )
}
