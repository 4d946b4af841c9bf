import { useContext, useEffect, useId, useRef, useState } from 'react'
import Building2 from 'lucide-react/icons/building-2'
import CalendarDays from 'lucide-react/icons/calendar-days'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import Plus from 'lucide-react/icons/plus'
import Repeat from 'lucide-react/icons/repeat'
import Signal from 'lucide-react/icons/signal'
import TagIcon from 'lucide-react/icons/tag'
import Trash2 from 'lucide-react/icons/trash-2'
import User from 'lucide-react/icons/user'
import X from 'lucide-react/icons/x'
import { Link } from '@tanstack/react-router'
import { useList, useRecord, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { useFixed } from '../../app/may-write.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { FieldError } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { ScreenCorner } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { When } from '../../components/when.tsx'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { CustomProperties } from '../custom/custom-rows.tsx'
import { editKeys } from '../record/edit-keys.ts'
import { RecordHistory } from '../record/record-history.tsx'
import { sameText, useFieldEdit } from '../record/use-field-edit.ts'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { AssigneeRow } from './assignee-row.tsx'
import { DuePicker, RepeatSelect } from './due-picker.tsx'
import { PriorityMark, priorityOptions } from './priority-mark.tsx'
import { openClass, Property, valueClass } from './property.tsx'
import { NotesField } from './notes-field.tsx'
import { SubjectProvider } from '../records/kind.ts'
import { RecordPicker } from '../records/record-picker.tsx'
import { TagEditor } from './tag-editor.tsx'
import { byHand, dataOf, doneRec, dueHere, dueWords, textOf } from './task-values.ts'
import { useTaskActs } from './use-task-acts.ts'
import { useToday } from './use-today.ts'

const subject = { entity: tasks }

interface TaskDetailProps { id: string; onClose: () => void; onOpen: (id: string) => void; phone: boolean }

/** A task, whole: beside the list, on a phone instead of it. */
export function TaskDetail({ id, onClose, onOpen, phone }: TaskDetailProps) {
  const { data: rec, isPending } = useRecord(tasks.name, id)
  const acts = useTaskActs(), corner = useContext(ScreenCorner)
  const fixed = useFixed(rec ?? { deletedAt: null })
  const title = rec ? tasks.title(dataOf(rec)) : 'Task'
  const panel = useRef<HTMLElement>(null)
  // Where it stands in the place of the list that it was opened from, the focus goes on in it.
  useEffect(() => { if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true }) }, [])
  return (
    <aside
      ref={panel} tabIndex={-1} aria-label={`Task: ${title}`}
      className={cn('flex min-h-0 flex-col bg-bg', phone ? 'w-full grow' : 'w-105 shrink-0 border-l border-line max-lg:w-90')}
      onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); onClose() } }}
    >
      <div className={cn('flex shrink-0 items-center gap-1 border-b border-line', phone ? 'h-14 px-2' : 'h-12 px-3')}>
        {phone && <IconButton label="Back to the list" onClick={onClose}><ChevronLeft /></IconButton>}
        <span className="grow truncate text-ui text-muted">{rec && textOf(rec, 'parentId') !== '' && <ParentLink id={textOf(rec, 'parentId')} onOpen={onOpen} />}</span>
        {rec && !fixed && <IconButton label="Move to trash" shortcut="#" onClick={() => void acts.remove(rec).then((done) => { if (done) onClose() })}><Trash2 /></IconButton>}
        {phone && corner?.(true)}
        {!phone && <IconButton label="Close" shortcut="Esc" onClick={onClose}><X /></IconButton>}
      </div>
      {rec && <Content key={rec.id} rec={rec} onOpen={onOpen} />}
      {!rec && !isPending && <p className="p-6 text-ui text-muted">This task is not on this device. It may not have come down yet, or it was removed for good.</p>}
    </aside>
  )
}

function ParentLink({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const { data: parent } = useRecord(tasks.name, id)
  return parent ? <button type="button" className="max-w-full truncate rounded-sm px-1 hover:text-text hover:underline" onClick={() => onOpen(id)}>of {tasks.title(dataOf(parent))}</button> : null
}

function Content({ rec, onOpen }: { rec: Rec; onOpen: (id: string) => void }) {
  const acts = useTaskActs()
  const today = useToday()
  const fixed = useFixed(rec)
  const [dueOpen, setDueOpen] = useState(false)
  const name = tasks.title(dataOf(rec)), due = dueHere(rec), done = doneRec(rec)
  const late = due !== null && due.date < today && !done
  const set = (patch: Parameters<typeof acts.update>[1], what: string): void => void acts.update(rec, patch, `Set ${what} of ${name}`)
  const { data: project } = useRecord(projects.name, textOf(rec, 'projectId') || null)
  const { data: company } = useRecord(companies.name, textOf(rec, 'companyId') || null)
  const { data: contact } = useRecord(contacts.name, textOf(rec, 'contactId') || null)
  const isPart = textOf(rec, 'parentId') !== ''
  return (
    <div className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-5 pt-4 pb-8 max-md:px-4">
      {rec.deletedAt !== null && <InlineNotice tone="warn">This task is in the trash.</InlineNotice>}
      <div className="flex items-start gap-3">
        <span className="flex h-7 items-center max-md:h-8"><Checkbox aria-label={`${done ? 'Reopen' : 'Complete'} ${name}`} checked={done} disabled={fixed} onChange={() => void acts.toggle(rec)} className="[&_input]:rounded-full" /></span>
        <TitleField rec={rec} fixed={fixed} />
      </div>
      {rec.$sync.notices > 0 && <NoticeList entity={tasks.name} id={rec.id} />}
      <dl className="grid grid-cols-[7.5rem_1fr] items-center gap-y-0.5 text-ui max-md:gap-y-1">
        <Property icon={<CalendarDays />} label="Due">
          <DuePicker
            rec={rec} open={dueOpen} onOpenChange={setDueOpen} onPick={(patch) => set(patch, 'due')}
            trigger={<button type="button" disabled={fixed} className={cn(valueClass, late && 'font-medium text-danger', due === null && 'text-muted')}><span className="sr-only">Due: </span>{due === null ? 'No date' : dueWords(due, today)}{late && <span className="sr-only">, overdue</span>}</button>}
          />
        </Property>
        <Property icon={<Repeat />} label="Repeats"><RepeatSelect rec={rec} quiet disabled={fixed} onPick={(patch) => set(patch, 'repetition')} /></Property>
        <Property icon={<Signal />} label="Priority">
          <span className="relative block">
            <PriorityMark silent priority={textOf(rec, 'priority')} className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2" />
            <Select quiet aria-label="Priority" disabled={fixed} className="[&_select]:pl-8" options={priorityOptions} value={textOf(rec, 'priority')} onChange={(event) => set({ priority: event.currentTarget.value || null }, 'priority')} />
          </span>
        </Property>
        {!isPart && (
          <Property icon={<FolderKanban />} label="Project">
            <span className="flex min-w-0 items-center">
              <RecordPicker
                entity={projects.name} noun="project" chosen={project ? [project.id] : []} nameOf={(each) => textOf(each, 'name')} onPick={(picked) => set({ projectId: picked?.id ?? null }, 'project')}
                trigger={<button type="button" disabled={fixed} className={cn(valueClass, !project && 'text-muted')}><span className="sr-only">Project: </span>{project ? textOf(project, 'name') : 'No project'}</button>}
              />
              {project && <Link to="/projects/$id" params={{ id: project.id }} className={openClass}>Open</Link>}
            </span>
          </Property>
        )}
        <Property icon={<Building2 />} label="Company">
          <span className="flex min-w-0 items-center">
            <RecordPicker
              entity={companies.name} noun="company" chosen={company ? [company.id] : []} nameOf={(each) => companies.title(dataOf(each))} onPick={(picked) => set({ companyId: picked?.id ?? null }, 'company')}
              trigger={<button type="button" disabled={fixed} className={cn(valueClass, !company && 'text-muted')}><span className="sr-only">Company: </span>{company ? companies.title(dataOf(company)) : 'No company'}</button>}
            />
            {company && <Link to="/companies/$id" params={{ id: company.id }} className={openClass}>Open</Link>}
          </span>
        </Property>
        <Property icon={<User />} label="Contact">
          <span className="flex min-w-0 items-center">
            <RecordPicker
              entity={contacts.name} noun="contact" chosen={contact ? [contact.id] : []} nameOf={nameOf} aboutOf={roleOf} onPick={(picked) => set({ contactId: picked?.id ?? null }, 'contact')}
              trigger={<button type="button" disabled={fixed} className={cn(valueClass, !contact && 'text-muted')}><span className="sr-only">Contact: </span>{contact ? nameOf(contact) : 'Nobody'}</button>}
            />
            {contact && <Link to="/contacts/$id" params={{ id: contact.id }} className={openClass}>Open</Link>}
          </span>
        </Property>
        <AssigneeRow rec={rec} fixed={fixed} onPick={(assigneeId) => set({ assigneeId }, 'assignee')} />
        <Property icon={<TagIcon />} label="Tags"><TagEditor entity={tasks.name} rec={rec} /></Property>
        <CustomProperties entity={tasks.name} rec={rec} fixed={fixed} />
      </dl>
      {!isPart && <Subtasks rec={rec} fixed={fixed} onOpen={onOpen} />}
      <NotesField entity={tasks.name} rec={rec} fixed={fixed} placeholder="Notes" />
      <SubjectProvider value={subject}><RecordHistory rec={rec} /></SubjectProvider>
      <p className="text-meta text-muted">Made <When at={rec.createdAt} />{done && textOf(rec, 'completedAt') !== '' && <> · done <When at={textOf(rec, 'completedAt')} /></>}</p>
    </div>
  )
}


function TitleField({ rec, fixed }: { rec: Rec; fixed: boolean }) {
  const satchel = useSatchel()
  const edit = useFieldEdit({
    name: `tasks.${rec.id}.title`, current: textOf(rec, 'title'), revision: rec.revision, same: sameText,
    save: (title, baseRevision) => satchel.entity(tasks.name).update(rec.id, { title: title.replace(/\s+/g, ' ').trim() }, { baseRevision, label: `Rename ${textOf(rec, 'title')}` }),
  })
  return (
    <div className="min-w-0 grow">
      <textarea
        aria-label="Title" placeholder="What is to be done" rows={1} disabled={fixed} aria-invalid={edit.error !== null}
        className={cn('field-sizing-content -mx-1.5 w-full resize-none rounded-md bg-transparent px-1.5 text-title font-semibold tracking-[-0.011em]', doneRec(rec) && 'text-muted line-through decoration-control')}
        value={edit.value} onChange={(event) => edit.change(event.currentTarget.value)} onBlur={() => void edit.save()}
        onKeyDown={editKeys(edit)}
      />
      {edit.error && <FieldError>{edit.error}</FieldError>}
    </div>
  )
}

function Subtasks({ rec, fixed, onOpen }: { rec: Rec; fixed: boolean; onOpen: (id: string) => void }) {
  const acts = useTaskActs()
  const { data } = useList(tasks.name, { where: { parentId: rec.id }, limit: 200 })
  const rows = [...data?.rows ?? []].sort(byHand)
  const [typed, setTyped] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const done = rows.filter(doneRec).length, id = useId()
  const add = (): void => {
    const title = typed.trim()
    if (title === '') return
    setTyped('')
    void acts.add({ title, parentId: rec.id, ...(textOf(rec, 'projectId') === '' ? {} : { projectId: textOf(rec, 'projectId') }) }, {}).then((id) => { if (id === null) setTyped(title) })
  }
  if (fixed && rows.length === 0) return null
  return (
    <section aria-labelledby={id} className="flex flex-col">
      <h2 id={id} className="flex h-8 items-center gap-2 text-ui">Subtasks{rows.length > 0 && <span className="text-table font-normal text-muted tabular-nums">{done}/{rows.length}</span>}</h2>
      <ul className="flex flex-col">
        {rows.map((part) => (
          <li key={part.id} className="-mx-2 flex min-h-8 items-center gap-2.5 rounded-md px-2 hover:bg-hover max-md:min-h-11">
            <Checkbox aria-label={`${doneRec(part) ? 'Reopen' : 'Complete'} ${tasks.title(dataOf(part))}`} checked={doneRec(part)} disabled={fixed} onChange={() => void acts.toggle(part)} className="[&_input]:rounded-full" />
            <button type="button" className={cn('min-w-0 grow truncate rounded-sm text-left text-ui max-md:py-2 max-md:text-body', doneRec(part) && 'text-muted line-through decoration-control')} onClick={() => onOpen(part.id)}>{tasks.title(dataOf(part))}</button>
          </li>
        ))}
      </ul>
      {!fixed && (
        <form className="flex min-h-8 items-center gap-2.5 max-md:min-h-11" onSubmit={(event) => { event.preventDefault(); add() }}>
          <Plus aria-hidden className="size-4 shrink-0 text-muted" />
          <input ref={input} aria-label="Add a subtask" placeholder="Add a subtask" autoComplete="off" className="-mx-1.5 h-7 min-w-0 grow rounded-md bg-transparent px-1.5 text-ui -outline-offset-2 placeholder:text-muted max-md:h-11 max-md:text-body" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={add} />
        </form>
      )}
    </section>
  )
}
