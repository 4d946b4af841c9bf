import { useCallback, useState } from 'react'
import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router'
import CalendarClock from 'lucide-react/icons/calendar-clock'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import FolderX from 'lucide-react/icons/folder-x'
import LayoutTemplate from 'lucide-react/icons/layout-template'
import Trash2 from 'lucide-react/icons/trash-2'
import { useRecord, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useFixed } from '../../app/may-write.ts'
import { useUndo } from '../../app/undo.ts'
import { buttonClass } from '../../components/button.tsx'
import { Behind } from '../../components/behind.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { useScrollPlace } from '../../components/scroll-place.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { yesterdayOf } from '../history/past-words.ts'
import { Timeline } from '../record/timeline.tsx'
import { SubjectProvider } from '../records/kind.ts'
import { NameDialog } from '../records/name-dialog.tsx'
import { isPlainClick } from '../records/plain-click.ts'
import { NotesField } from '../tasks/notes-field.tsx'
import { QuickAddBar } from '../tasks/quick-add-bar.tsx'
import { TaskDetail } from '../tasks/task-detail.tsx'
import { TaskList } from '../tasks/task-list.tsx'
import { byHand, doneRec, textOf } from '../tasks/task-values.ts'
import { useFirst } from '../tasks/use-first.ts'
import { useTaskActs } from '../tasks/use-task-acts.ts'
import { ProjectHead } from './project-head.tsx'
import { projectName } from './project-values.ts'
import { useProgress } from './use-progress.ts'
import { useTemplateActs } from './use-templates.ts'
import { Progress } from './progress.tsx'

const route = getRouteApi('/projects/$id')
const subject = { entity: projects, noteField: 'projectId' }

/** A project: what it is, who is in it, and its tasks. */
export default function ProjectScreen() {
  const { id } = route.useParams(), { task = null } = route.useSearch()
  const navigate = useNavigate(), router = useRouter()
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const phone = useIsPhone(), place = useScrollPlace()
  const { data: rec, isPending } = useRecord(projects.name, id)
  const fixed = useFixed(rec ?? { deletedAt: null })
  const open = useCallback((next: string | null): void => void navigate({ to: '/projects/$id', params: { id }, search: next === null || next === task ? {} : { task: next }, replace: !phone }), [navigate, id, task, phone])
  // On a phone a step from its project or list, and one goes back by it.
  const close = (): void => { if (phone && router.history.canGoBack()) router.history.back(); else open(null) }
  const name = rec ? projectName(rec) : 'Project'
  useShortcuts(task === null ? [] : [{ keys: 'Escape', label: 'Close the panel', group: 'Project', onlyKey: true, run: () => open(null) }])
  const [saving, setSaving] = useState(false)
  const { save } = useTemplateActs()
  const remove = (): void => {
    const label = `Delete ${name}`
    satchel.bulk((writer) => writer.delete(projects.name, id), { label }).then(({ actId }) => {
      showToast({ message: `Deleted: ${name}. Its tasks stay.`, ...undoOf(actId, label) })
      void navigate({ to: '/projects' })
    }, showError)
  }
  return (
    <>
      <Behind away={phone && task !== null}>
        <Screen
          title={name} layout="wide"
          lead={<Link to="/projects" aria-label={phone && router.history.canGoBack() ? 'Back' : 'All projects'} onClick={(event) => { if (phone && isPlainClick(event) && router.history.canGoBack()) { event.preventDefault(); router.history.back() } }} className="-ml-2 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text max-md:size-11"><ChevronLeft aria-hidden className="size-4 max-md:size-5" /></Link>}
          actions={rec && (
            <>
              <IconButton label="As of a moment" onClick={() => void navigate(yesterdayOf(projects.name, id))}><CalendarClock /></IconButton>
              {!fixed && <IconButton label="Save as a template" onClick={() => setSaving(true)}><LayoutTemplate /></IconButton>}
              {!fixed && <IconButton label="Move to trash" onClick={remove}><Trash2 /></IconButton>}
            </>
          )}
        >
          {!rec && !isPending && (
            <EmptyState icon={<FolderX />} title="This project is not on this device." actions={<Link to="/projects" className={buttonClass()}>All projects</Link>}>It may not have come down yet, or it was removed for good.</EmptyState>
          )}
          {rec && <NameDialog key={String(saving)} open={saving} title="Save as a template" initial={name} onClose={() => setSaving(false)} onName={(called) => save(rec, called)} />}
          {rec && (
            <div className="flex min-h-0 grow">
              <div ref={place} data-scrolls className="min-w-0 grow overflow-y-auto">
                <div className="mx-auto flex w-full max-w-190 flex-col gap-6 px-6 pt-6 pb-12 max-md:px-4">
                  {rec.deletedAt !== null && <InlineNotice tone="warn">This project is in the trash.</InlineNotice>}
                  <ProjectHead key={rec.id} rec={rec} fixed={fixed} />
                  {rec.$sync.notices > 0 && <NoticeList entity={projects.name} id={rec.id} />}
                  <NotesField key={`notes ${rec.id}`} entity={projects.name} rec={rec} fixed={fixed} placeholder="What it is about" />
                  <ProjectTasks rec={rec} fixed={fixed} open={task} onOpen={open} />
                  <SubjectProvider value={subject}><Timeline key={`timeline ${rec.id}`} rec={rec} /></SubjectProvider>
                </div>
              </div>
              {task !== null && !phone && <TaskDetail key={task} id={task} onClose={() => open(null)} onOpen={open} phone={false} />}
            </div>
          )}
        </Screen>
      </Behind>
      {phone && task !== null && <Screen title="Task" layout="wide" hideHeading><TaskDetail key={task} id={task} onClose={close} onOpen={open} phone /></Screen>}
    </>
  )
}

const page = 500

function ProjectTasks({ rec, fixed, open, onOpen }: { rec: Rec; fixed: boolean; open: string | null; onOpen: (id: string | null) => void }) {
  const acts = useTaskActs()
  const progress = useProgress().get(rec.id)
  const [limit, setLimit] = useState(page)
  const { data } = useFirst({ where: { projectId: rec.id, parentId: null }, sort: ['state', 'position'] }, limit)
  if (data === undefined) return null
  const left = data.rows.filter((one) => !doneRec(one)).sort(byHand), done = data.rows.filter(doneRec)
  const finished = done.sort((a, b) => textOf(b, 'completedAt').localeCompare(textOf(a, 'completedAt')))
  return (
    <section aria-labelledby="project-tasks" className="flex flex-col gap-3">
      <div className="flex items-center justify-between"><h2 id="project-tasks" className="text-ui">Tasks</h2><Progress done={progress?.done ?? 0} all={progress?.all ?? 0} /></div>
      {!fixed && <QuickAddBar name={rec.id} onAdd={async (fields) => (await acts.add({ projectId: rec.id, ...fields }, {})) !== null} placeholder="Add a task to this project" />}
      <div className="-mx-2 max-md:-mx-4">
        <TaskList
          inProject acts={acts} open={open} onOpen={onOpen}
          sections={[{ id: 'open', title: '', rows: left, sortable: true }, { id: 'done', title: 'Done', rows: finished }]}
          more={{ total: data.rows.length < data.total ? data.total : 0, onMore: () => setLimit(limit + page) }}
        />
      </div>
    </section>
  )
}
