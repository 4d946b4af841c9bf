import { lazy, Suspense, useState } from 'react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import Plus from 'lucide-react/icons/plus'
import { useList } from '../../../data-api/hooks.ts'
import { projects } from '../../../model/projects.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { Screen } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { CreateProject } from './create-project.tsx'
import { ProjectList } from './project-list.tsx'
import { useProgress } from './use-progress.ts'

// Opened by few, and not at the start.
const ProjectBoard = lazy(() => import('./project-board.tsx').then((module) => ({ default: module.ProjectBoard })))
const ProjectTimeline = lazy(() => import('./project-timeline.tsx').then((module) => ({ default: module.ProjectTimeline })))

const route = getRouteApi('/projects')
const page = 300
type View = 'list' | 'board' | 'timeline'

/** Every engagement: by where it stands, as a list or a board, or along the months. */
export default function ProjectsScreen() {
  const navigate = useNavigate()
  const { view = 'list' } = route.useSearch()
  const mayWrite = useMayWrite()
  const [creating, setCreating] = useState(false)
  const [limit, setLimit] = useState(page)
  const { data } = useList(projects.name, { sort: ['status', 'endsOn', 'name'], limit })
  const progress = useProgress()
  const open = (id: string): void => { void navigate({ to: '/projects/$id', params: { id } }) }
  const create = (): void => { if (mayWrite) setCreating(true) }
  useShortcuts([{ keys: 'n', label: 'New project', group: 'Projects', run: create }])
  const nothing = data?.rows.length === 0
  const more = data !== undefined && data.total > data.rows.length && <Button className="m-6 self-start" onClick={() => setLimit(Math.min(1_000, limit + page))}>Show more of {formatCount(data.total)}</Button>
  return (
    <Screen
      title="Projects" layout="wide"
      meta={data && data.total > 0 ? formatCount(data.total) : undefined}
      actions={mayWrite && <Button size="sm" icon={<Plus />} onClick={create}>New project</Button>}
    >
      {nothing
        ? (
          <EmptyState icon={<FolderKanban />} title="No projects yet" {...(mayWrite ? { actions: <Button variant="primary" onClick={create}>New project</Button> } : {})}>
            A project holds an engagement together: its dates, its people and what is to be done.
          </EmptyState>
        )
        : (
          <Tabs<View>
            label="Projects" value={view} tabs={[{ id: 'list', label: 'List' }, { id: 'board', label: 'Board' }, { id: 'timeline', label: 'Timeline' }]}
            onChange={(next) => void navigate({ to: '/projects', search: next === 'list' ? {} : { view: next }, replace: true })}
          >
            <div className="flex h-full flex-col">
              <Suspense>
                {view === 'list' && data && <div className="min-h-0 grow overflow-y-auto pb-10"><ProjectList rows={data.rows} progress={progress} />{more}</div>}
                {view === 'board' && <ProjectBoard progress={progress} onOpen={open} />}
                {view === 'timeline' && data && <><ProjectTimeline rows={data.rows} progress={progress} />{more}</>}
              </Suspense>
            </div>
          </Tabs>
        )}
      {creating && <CreateProject onClose={() => setCreating(false)} onMade={open} />}
    </Screen>
  )
}
