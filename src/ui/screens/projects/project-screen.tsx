import { useCallback, useState } from 'react'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Building2 from 'lucide-react/icons/building-2'
import CalendarClock from 'lucide-react/icons/calendar-clock'
import CalendarRange from 'lucide-react/icons/calendar-range'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import CircleDot from 'lucide-react/icons/circle-dot'
import FolderX from 'lucide-react/icons/folder-x'
import Plus from 'lucide-react/icons/plus'
import TagIcon from 'lucide-react/icons/tag'
import Trash2 from 'lucide-react/icons/trash-2'
import Users from 'lucide-react/icons/users'
import X from 'lucide-react/icons/x'
import { useList, useRecord, useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { useFixed } from '../../app/may-write.ts'
import { useUndo } from '../../app/undo.ts'
import { Avatar } from '../../components/avatar.tsx'
import { buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FieldError } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { Screen } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { CustomProperties } from '../custom/custom-rows.tsx'
import { yesterdayOf } from '../history/past-words.ts'
import { editKeys } from '../record/edit-keys.ts'
import { Timeline } from '../record/timeline.tsx'
import { sameText, useFieldEdit } from '../record/use-field-edit.ts'
import { SubjectProvider } from '../records/kind.ts'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { NotesField } from '../tasks/notes-field.tsx'
import { openClass, Property, valueClass } from '../tasks/property.tsx'
import { QuickAddBar } from '../tasks/quick-add-bar.tsx'
import { RecordPicker } from '../tasks/record-picker.tsx'
import { TagEditor } from '../tasks/tag-editor.tsx'
import { TaskDetail } from '../tasks/task-detail.tsx'
import { TaskList } from '../tasks/task-list.tsx'
import { byHand, doneRec, textOf } from '../tasks/task-values.ts'
import { useTaskActs } from '../tasks/use-task-acts.ts'
import { peopleOf, projectName, statusOf, statusOptions } from './project-values.ts'
import { Progress } from './progress.tsx'

const route = getRouteApi('/projects/$id')
const subject = { entity: projects, noteField: 'projectId' }

/** A project: what it is, who is in it, and its tasks. */
export default function ProjectScreen() {
  const { id } = route.useParams(), { task = null } = route.useSearch()
  const navigate = useNavigate()
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const phone = useIsPhone()
  const { data: rec, isPending } = useRecord(projects.name, id)
  const fixed = useFixed(rec ?? { deletedAt: null })
  const open = useCallback((next: string | null): void => void navigate({ to: '/projects/$id', params: { id }, search: next === null || next === task ? {} : { task: next }, replace: !phone }), [navigate, id, task, phone])
  const name = rec ? projectName(rec) : 'Project'
  const remove = (): void => {
    const label = `Delete ${name}`
    satchel.bulk((writer) => writer.delete(projects.name, id), { label }).then(({ actId }) => {
      showToast({ message: `Deleted: ${name}. Its tasks stay.`, ...undoOf(actId, label) })
      void navigate({ to: '/projects' })
    }, showError)
  }
  if (phone && task !== null) return <Screen title="Task" layout="wide" hideHeading><TaskDetail key={task} id={task} onClose={() => open(null)} onOpen={open} phone /></Screen>
  return (
    <Screen
      title={name} layout="wide"
      lead={<Link to="/projects" aria-label="All projects" className="-ml-2 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text max-md:size-11"><ChevronLeft aria-hidden className="size-4 max-md:size-5" /></Link>}
      actions={rec && (
        <>
          <IconButton label="As of a moment" onClick={() => void navigate(yesterdayOf(projects.name, id))}><CalendarClock /></IconButton>
          {!fixed && <IconButton label="Move to trash" onClick={remove}><Trash2 /></IconButton>}
        </>
      )}
    >
      {!rec && !isPending && (
        <EmptyState icon={<FolderX />} title="This project is not on this device." actions={<Link to="/projects" className={buttonClass()}>All projects</Link>}>It may not have come down yet, or it was removed for good.</EmptyState>
      )}
      {rec && (
        <div className="flex min-h-0 grow">
          <div className="min-w-0 grow overflow-y-auto">
            <div className="mx-auto flex w-full max-w-190 flex-col gap-6 px-6 pt-6 pb-12 max-md:px-4">
              {rec.deletedAt !== null && <InlineNotice tone="warn">This project is in the trash.</InlineNotice>}
              <Head key={rec.id} rec={rec} fixed={fixed} />
              <NoticeList entity={projects.name} id={rec.id} />
              <NotesField key={`notes ${rec.id}`} entity={projects.name} rec={rec} fixed={fixed} placeholder="What it is about" />
              <ProjectTasks rec={rec} fixed={fixed} open={task} onOpen={open} />
              <SubjectProvider value={subject}><Timeline key={`timeline ${rec.id}`} rec={rec} /></SubjectProvider>
            </div>
          </div>
          {task !== null && !phone && <TaskDetail key={task} id={task} onClose={() => open(null)} onOpen={open} phone={false} />}
        </div>
      )}
    </Screen>
  )
}

function Head({ rec, fixed }: { rec: Rec; fixed: boolean }) {
  const satchel = useSatchel()
  const name = projectName(rec)
  const write = (patch: Record<string, Json>, label: string): void => { satchel.entity(projects.name).update(rec.id, patch, { baseRevision: rec.revision, label }).catch(showError) }
  const edit = useFieldEdit({
    name: `projects.${rec.id}.name`, current: textOf(rec, 'name'), revision: rec.revision, same: sameText,
    save: (value, baseRevision) => satchel.entity(projects.name).update(rec.id, { name: value.replace(/\s+/g, ' ').trim() }, { baseRevision, label: `Rename ${name}` }),
  })
  const people = peopleOf(rec)
  const { data: company } = useRecord(companies.name, textOf(rec, 'companyId') || null)
  const ends = textOf(rec, 'endsOn'), starts = textOf(rec, 'startsOn')
  return (
    <div className="flex flex-col gap-4">
      <div>
        <textarea
          aria-label="Name" rows={1} disabled={fixed} aria-invalid={edit.error !== null}
          className="field-sizing-content -mx-1.5 w-full resize-none rounded-md bg-transparent px-1.5 text-display font-semibold tracking-[-0.017em] outline-none focus-visible:outline-2 focus-visible:outline-accent"
          value={edit.value} onChange={(event) => edit.change(event.currentTarget.value)} onBlur={() => void edit.save()} onKeyDown={editKeys(edit)}
        />
        {edit.error && <FieldError>{edit.error}</FieldError>}
      </div>
      <dl className="grid max-w-130 grid-cols-[7.5rem_1fr] items-center gap-y-0.5 text-ui">
        <Property icon={<CircleDot />} label="Status">
          <Select quiet aria-label="Status" disabled={fixed} className="max-w-60" options={statusOptions} value={statusOf(rec)} onChange={(event) => write({ status: event.currentTarget.value }, `Set status of ${name}`)} />
        </Property>
        <Property icon={<CalendarRange />} label="Dates">
          <span className="flex flex-wrap items-center gap-1 pl-2 max-md:py-1">
            <Input type="date" aria-label="Starts" disabled={fixed} className={dateClass(starts)} value={starts} onChange={(event) => { if (event.currentTarget.validity.valid) write({ startsOn: event.currentTarget.value || null }, `Set start of ${name}`) }} />
            <span aria-hidden className="text-muted max-md:hidden">–</span>
            <Input type="date" aria-label="Ends" disabled={fixed} className={dateClass(ends)} value={ends} onChange={(event) => { if (event.currentTarget.validity.valid) write({ endsOn: event.currentTarget.value || null }, `Set end of ${name}`) }} />
            {starts !== '' && ends !== '' && ends < starts && <span className="text-meta text-warn">It ends before it starts.</span>}
          </span>
        </Property>
        <Property icon={<Building2 />} label="Company">
          <span className="flex min-w-0 items-center">
            <RecordPicker
              entity={companies.name} noun="company" chosen={company ? [company.id] : []} nameOf={(each) => textOf(each, 'name')} onPick={(picked) => write({ companyId: picked?.id ?? null }, `Set company of ${name}`)}
              trigger={<button type="button" disabled={fixed} className={cn(valueClass, !company && 'text-muted')}>{company ? textOf(company, 'name') : 'No company'}</button>}
            />
            {company && <Link to="/companies/$id" params={{ id: company.id }} className={openClass}>Open</Link>}
          </span>
        </Property>
        <Property icon={<Users />} label="People">
          <span className="flex min-h-8 flex-wrap items-center gap-1.5 pl-2 max-md:min-h-11">
            {people.map((person) => (
              <span key={person.id} className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-full pr-1 pl-0.5 text-table inset-ring inset-ring-line max-md:h-9">
                <Avatar name={person.name} />
                <PersonLink {...person} />
                {!fixed && <button type="button" aria-label={`Take ${person.name} out`} className="relative inline-flex size-6 items-center justify-center rounded-full text-muted hover:text-text max-md:size-9" onClick={() => write({ people: { $set: { remove: [person.id] } } }, `Take ${person.name} out of ${name}`)}><X aria-hidden className="size-3" /></button>}
              </span>
            ))}
            {!fixed && (
              <RecordPicker
                entity={contacts.name} noun="contact" clearable={false} chosen={people.map(({ id }) => id)} nameOf={nameOf} aboutOf={roleOf}
                onPick={(picked) => { if (picked && !people.some(({ id }) => id === picked.id)) write({ people: { $set: { add: [{ id: picked.id, value: nameOf(picked) }] } } }, `Add ${nameOf(picked)} to ${name}`) }}
                trigger={<button type="button" className="inline-flex h-7 items-center gap-1 rounded-full px-2 text-table text-muted hover:bg-hover hover:text-text max-md:h-9"><Plus aria-hidden className="size-3.5" />{people.length === 0 ? 'Add people' : 'Add'}</button>}
              />
            )}
          </span>
        </Property>
        <Property icon={<TagIcon />} label="Tags"><TagEditor entity={projects.name} rec={rec} /></Property>
        <CustomProperties entity={projects.name} rec={rec} fixed={fixed} />
      </dl>
    </div>
  )
}

const dateClass = (value: string): string => cn('h-7 w-34 px-1.5 text-table inset-ring-transparent not-disabled:hover:inset-ring-control', value === '' && 'text-muted')

/** By the name the contact has now; by the one it had, where it is gone. */
function PersonLink({ id, name }: { id: string; name: string }) {
  const { data: contact } = useRecord(contacts.name, id)
  return contact?.deletedAt === null
    ? <Link to="/contacts/$id" params={{ id }} className="truncate hover:underline">{nameOf(contact)}</Link>
    : <span className="truncate text-muted">{name}</span>
}

const page = 200

function ProjectTasks({ rec, fixed, open, onOpen }: { rec: Rec; fixed: boolean; open: string | null; onOpen: (id: string | null) => void }) {
  const acts = useTaskActs()
  const [limit, setLimit] = useState(page)
  const { data } = useList(tasks.name, { where: { projectId: rec.id, parentId: null }, sort: ['state', 'position'], limit })
  if (data === undefined) return null
  const left = data.rows.filter((one) => !doneRec(one)).sort(byHand), done = data.rows.filter(doneRec)
  const finished = done.sort((a, b) => textOf(b, 'completedAt').localeCompare(textOf(a, 'completedAt')))
  return (
    <section aria-labelledby="project-tasks" className="flex flex-col gap-3">
      <div className="flex items-center justify-between"><h2 id="project-tasks" className="text-ui">Tasks</h2><Progress done={done.length} all={data.rows.length} /></div>
      {!fixed && <QuickAddBar name={rec.id} onAdd={async (fields) => (await acts.add({ projectId: rec.id, ...fields }, {})) !== null} placeholder="Add a task to this project" />}
      <div className="-mx-2 max-md:-mx-4">
        <TaskList
          inProject acts={acts} open={open} onOpen={onOpen}
          sections={[{ id: 'open', title: '', rows: left, sortable: true }, { id: 'done', title: 'Done', rows: finished }]}
          more={{ total: data.rows.length < data.total ? data.total : 0, onMore: () => setLimit(Math.min(1_000, limit + page)) }}
        />
      </div>
    </section>
  )
}
