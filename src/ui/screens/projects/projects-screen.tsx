import { useCallback, useMemo, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import { projects } from '../../../model/projects.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useOwnSearch } from '../../app/own-search.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useShownEffect } from '../../components/screen-life.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Screen } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { KindWithFields } from '../records/kind-with-fields.tsx'
import { ListBody } from '../records/list-body.tsx'
import { onOpenCreate } from '../records/open-create.ts'
import { text } from '../records/record-values.ts'
import { useSavedViews } from '../records/saved-views.tsx'
import { viewOf, type ListSearch } from '../records/search-params.ts'
import { useTableState } from '../records/use-table-state.ts'
import { CreateProject } from './create-project.tsx'
import { projectKind } from './project-kind.tsx'

type View = 'table' | 'board' | 'timeline'

/** Every engagement: as a table, as a board, or along the months, whatever of them one looks at. */
export default function ProjectsScreen() {
  return <KindWithFields kind={projectKind}><Projects /></KindWithFields>
}

/** The same projects, laid out otherwise. */
function laidOut(search: ListSearch, layout: View): ListSearch {
  const { layout: _, ...view } = viewOf(search)
  return { ...view, ...(search.view === undefined ? {} : { view: search.view }), ...(layout === 'table' ? {} : { layout }) }
}

function Projects() {
  const navigate = useNavigate()
  const search = useOwnSearch<ListSearch>()
  const state = useTableState()
  const mayWrite = useMayWrite()
  const [creating, setCreating] = useState(false)
  const saved = useSavedViews(projects.name).find(({ id }) => id === search.view)
  const create = useCallback((): void => { if (mayWrite) setCreating(true) }, [mayWrite])
  useShownEffect(() => onOpenCreate(({ entity }) => { if (entity === projects.name) setCreating(true) }), [])
  useShortcuts([{ keys: 'n', label: 'New project', group: 'Projects', writes: true, run: create }])
  const nothing = useMemo(() => (
    <EmptyState icon={<FolderKanban />} title="No projects yet" {...(mayWrite ? { actions: <Button variant="primary" onClick={create}>New project</Button> } : {})}>
      A project holds an engagement together: its dates, its people and what is to be done.
    </EmptyState>
  ), [mayWrite, create])
  return (
    <Screen title={saved ? text(saved, 'name') : 'Projects'} layout="wide" hideHeading>
      <Tabs<View>
        label="Projects" value={state.layout as View} className="min-h-12 items-end max-md:items-center"
        tabs={[{ id: 'table', label: 'Table' }, { id: 'board', label: 'Board' }, { id: 'timeline', label: 'Timeline' }]}
        onChange={(next) => void navigate({ to: '/projects', search: laidOut(search, next), replace: true })}
      >
        <div className="flex h-full flex-col"><ListBody state={state} empty={nothing} /></div>
      </Tabs>
      {creating && <CreateProject onClose={() => setCreating(false)} onMade={(id) => void navigate({ to: '/projects/$id', params: { id } })} />}
    </Screen>
  )
}
