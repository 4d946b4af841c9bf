import { useRef, useState, type RefObject } from 'react'
import CalendarDays from 'lucide-react/icons/calendar-days'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import Hash from 'lucide-react/icons/hash'
import Plus from 'lucide-react/icons/plus'
import Repeat from 'lucide-react/icons/repeat'
import User from 'lucide-react/icons/user'
import X from 'lucide-react/icons/x'
import type { Json } from '../../../data-api/types.ts'
import { useDraft } from '../../app/drafts.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { dueIn } from '../../../model/zoned.ts'
import { PriorityMark } from './priority-mark.tsx'
import { readQuickAdd, saidOnce, type Named, type Part, type QuickTask } from './quick-add.ts'
import { dueWords } from './task-values.ts'
import { loadReadDates, useOpenProjects, usePeopleNamed, useReadDates, type ReadDates } from './use-people-named.ts'
import { useToday, zoneHere } from './use-today.ts'

interface QuickAddBarProps {
  /** Names the draft of this place. */
  name: string
  placeholder?: string
  input?: RefObject<HTMLInputElement | null>
  onAdd: (fields: Record<string, Json>) => Promise<boolean>
  autoFocus?: boolean
  className?: string
}

/** A line that becomes a task. What is read out of it stands beneath it, part by part; Backspace behind a part, or its cross, takes it back. */
export function QuickAddBar({ name, placeholder = 'Add a task', input, onAdd, autoFocus = false, className }: QuickAddBarProps) {
  const own = useRef<HTMLInputElement>(null)
  const field = input ?? own
  const draft = useDraft(`tasks.add.${name}`, '')
  const [ignored, setIgnored] = useState<ReadonlySet<string>>(none)
  const [near, setNear] = useState(autoFocus || draft.value !== '')
  const text = draft.value
  const { quick, whole } = useReading(text, ignored, near)
  const saving = useRef(false)
  const takeBack = (...keys: string[]): void => { setIgnored(new Set([...ignored, ...keys])); field.current?.focus() }
  const save = async (): Promise<void> => {
    if (quick.title === '' || saving.current) return
    saving.current = true
    // Whoever types quickly is done before what reads days has been loaded, and the projects read.
    const { title, fields } = await whole()
    if (title !== '' && await onAdd({ title, ...fields })) {
      draft.saved(text)
      setIgnored(none)
    }
    saving.current = false
    field.current?.focus()
  }
  return (
    <form
      className={cn('group rounded-lg bg-bg inset-ring inset-ring-line transition-shadow duration-80 focus-within:inset-ring-accent', className)}
      onSubmit={(event) => { event.preventDefault(); void save() }}
    >
      <div className="flex min-h-10 items-center gap-2.5 pr-1.5 pl-3 max-md:min-h-12">
        <Plus aria-hidden className="size-4 shrink-0 text-muted focus-in-group:text-accent" />
        <input
          ref={field}
          aria-label="Add a task"
          data-quick-add
          autoFocus={autoFocus}
          autoComplete="off"
          enterKeyHint="done"
          placeholder={placeholder}
          className="min-w-0 grow self-stretch bg-transparent text-ui text-ellipsis outline-none placeholder:text-muted max-md:text-body"
          value={text}
          onFocus={() => setNear(true)}
          onChange={(event) => {
            draft.set(event.currentTarget.value)
            if (event.currentTarget.value === '') setIgnored(none)
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); event.currentTarget.blur() }
            if (event.key !== 'Backspace' || event.metaKey || event.ctrlKey || event.altKey) return
            const { selectionStart, selectionEnd } = event.currentTarget
            const part = quick.parts.find(({ end, kind }) => kind !== 'person' && selectionStart === selectionEnd && end === selectionStart)
            if (part !== undefined) { event.preventDefault(); takeBack(part.key) }
          }}
        />
        {text.trim() !== '' && <Button type="submit" size="sm" variant="primary" disabled={quick.title === ''}>Add</Button>}
      </div>
      {quick.parts.length > 0 && (
        <ul aria-label="Read from what you typed" className="flex flex-wrap gap-1.5 pr-3 pb-2.5 pl-9.5">
          {chipsOf(quick).map(({ part, keys, label, icon }) => (
            <li key={part.key} className="inline-flex h-6 items-center gap-1.5 rounded-md bg-accent-soft pl-2 text-meta font-medium text-accent max-md:h-9 max-md:text-table [&>svg]:size-3.5">
              {icon}
              <span className="max-w-50 truncate">{label}</span>
              <button type="button" aria-label={`Not ${label}`} onClick={() => takeBack(...keys)} className="relative inline-flex size-6 items-center justify-center rounded-md hover:text-text max-md:size-9"><X aria-hidden className="size-3" /></button>
            </li>
          ))}
        </ul>
      )}
    </form>
  )
}

const none: ReadonlySet<string> = new Set()

/** What a line says, as far as what reads it is here; `whole`: all that it says, once it is. */
function useReading(text: string, ignored: ReadonlySet<string>, near: boolean): { quick: QuickTask; whole: () => Promise<QuickTask> } {
  const today = useToday()
  const people = usePeopleNamed(near ? text : ''), open = useOpenProjects(near), read = useReadDates(near)
  const reading = (dates: ReadDates | null, projects: readonly Named[]): QuickTask =>
    readQuickAdd(text, { today, zone: zoneHere(), people, projects, ignored, readDates: dates === null ? null : (words) => dates(words, new Date()) })
  return { quick: reading(read, open.projects), whole: async () => reading(read ?? await loadReadDates(), await open.read()) }
}

/** One chip for each thing that was said. */
function chipsOf({ parts, fields }: QuickTask): { part: Part; keys: string[]; label: string; icon: React.ReactNode }[] {
  const due = fields.due === undefined ? null : dueIn(fields.due, zoneHere()), today = new Date()
  const day = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, '0')}-${String(today.getDate()).padStart(2, '0')}`
  return saidOnce(parts).flatMap(({ part, keys }) => {
    switch (part.kind) {
      case 'due': return due === null ? [] : [{ part, keys, label: dueWords(due, day), icon: <CalendarDays aria-hidden /> }]
      case 'repeat': return [{ part, keys, label: part.label, icon: <Repeat aria-hidden /> }]
      case 'priority': return [{ part, keys, label: part.label, icon: <PriorityMark silent priority={fields.priority ?? ''} className="text-accent" /> }]
      case 'project': return [{ part, keys, label: part.label, icon: <FolderKanban aria-hidden /> }]
      case 'tag': return [{ part, keys, label: part.label, icon: <Hash aria-hidden /> }]
      case 'person': return [{ part, keys, label: part.label, icon: <User aria-hidden /> }]
    }
  })
}
