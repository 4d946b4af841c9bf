import { useState, type ReactElement } from 'react'
import CalendarDays from 'lucide-react/icons/calendar-days'
import { addDays, parseDue, weekdayOf, writeDue } from '../../../model/due.ts'
import { movedRule, repeatRule, repeatWords } from '../../../model/repeat-rules.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { Input } from '../../components/input.tsx'
import { Popover } from '../../components/popover.tsx'
import { Select } from '../../components/select.tsx'
import { dateWords, dueHere, dueWords, textOf } from './task-values.ts'
import { useReadDates } from './use-people-named.ts'
import { useToday, zoneHere } from './use-today.ts'

interface DuePickerProps {
  rec: Rec
  trigger: ReactElement<Record<string, unknown>>
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Who takes the focus when it closes, where that is not the trigger. */
  onReturn?: () => void
  onPick: (patch: Record<string, Json>) => void
}

/** When a task is due and how it repeats: by a word, by a click, or by the calendar. */
export function DuePicker({ rec, trigger, open, onOpenChange, onReturn, onPick }: DuePickerProps) {
  return (
    <Popover trigger={trigger} label="Due" open={open} onOpenChange={onOpenChange} {...(onReturn ? { onReturn } : {})} className="w-72 p-0 max-md:w-80">
      {(close) => <Choices rec={rec} onPick={onPick} close={close} />}
    </Popover>
  )
}

function Choices({ rec, onPick, close }: { rec: Rec; onPick: DuePickerProps['onPick']; close: () => void }) {
  const today = useToday(), zone = zoneHere()
  const due = dueHere(rec), own = parseDue(rec['due']), repeat = textOf(rec, 'repeat')
  const [typed, setTyped] = useState('')
  const read = useReadDates(true)
  const found = typed.trim() === '' || read === null ? null : read(typed, new Date())[0] ?? null
  const pick = (date: string | null, time: string | null): void => {
    close()
    if (date === null) onPick({ due: null, repeat: null })
    else onPick({ due: writeDue({ date, time, zone: time === null ? null : zone }), ...(repeat !== '' && own !== null ? movedRepeat(repeat, date) : {}) })
  }
  const time = due?.time ?? null
  const saturday = addDays(today, (6 - weekdayOf(today) + 7) % 7 || 7), monday = addDays(today, (1 - weekdayOf(today) + 7) % 7 || 7)
  const choices = [['Today', today], ['Tomorrow', addDays(today, 1)], ['This weekend', saturday], ['Next week', monday]] as const
  return (
    <div className="flex flex-col">
      <form className="p-2" onSubmit={(event) => { event.preventDefault(); if (found !== null) pick(found.date, found.time ?? time) }}>
        <Input data-autofocus aria-label="Due, in words" placeholder="fri 14:00, in 2 weeks, dec 5" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
        {typed.trim() !== '' && (
          <p role="status" className="px-2.5 pt-1.5 text-meta text-muted">{found === null ? 'Not a date that is understood.' : <>⏎ <span className="font-medium text-text">{dueWords({ date: found.date, time: found.time ?? time }, today)}</span></>}</p>
        )}
      </form>
      <div className="flex flex-col border-t border-line p-1">
        {choices.map(([label, date]) => (
          <button key={label} type="button" aria-pressed={due?.date === date} className="flex h-8 items-center gap-2 rounded-sm px-2.5 text-left text-ui hover:bg-hover aria-pressed:font-medium max-md:h-11" onClick={() => pick(date, time)}>
            <span className="grow">{label}</span>
            <span className="text-meta text-muted">{dateWords(date)}</span>
          </button>
        ))}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_7rem] gap-2 max-md:grid-cols-[minmax(0,1fr)_8.5rem] border-t border-line p-2">
        <label className="flex flex-col gap-1 text-meta text-muted">Date
          <Input type="date" value={due?.date ?? ''} onChange={(event) => { const date = event.currentTarget.value; if (parseDue(date) !== null) onPick({ due: writeDue({ date, time, zone: time === null ? null : zone }), ...(repeat === '' ? {} : movedRepeat(repeat, date)) }) }} />
        </label>
        <label className="flex flex-col gap-1 text-meta text-muted">Time
          <Input type="time" value={time ?? ''} onChange={(event) => { const next = event.currentTarget.value.slice(0, 5) || null; onPick({ due: writeDue({ date: due?.date ?? today, time: next, zone: next === null ? null : zone }) }) }} />
        </label>
        <label className="col-span-2 flex flex-col gap-1 text-meta text-muted">Repeats
          <RepeatSelect rec={rec} onPick={onPick} />
        </label>
      </div>
      {due !== null && (
        <div className="flex justify-between border-t border-line p-1.5">
          <Button size="sm" variant="ghost" icon={<CalendarDays />} onClick={() => pick(null, null)}>No date</Button>
          <Button size="sm" variant="ghost" onClick={close}>Done</Button>
        </div>
      )}
    </div>
  )
}

/** How a task repeats, counted from its due; one without a due is due today then. */
export function RepeatSelect({ rec, onPick, quiet = false, id, disabled = false }: { rec: Rec; onPick: (patch: Record<string, Json>) => void; quiet?: boolean; id?: string; disabled?: boolean }) {
  const today = useToday()
  const due = parseDue(rec['due']), date = due?.date ?? today, repeat = textOf(rec, 'repeat')
  const rules = [
    repeatRule('DAILY', date), repeatRule('WEEKLY', date, { weekdays: [1, 2, 3, 4, 5] }), repeatRule('WEEKLY', date), repeatRule('WEEKLY', date, { interval: 2 }),
    repeatRule('MONTHLY', date), repeatRule('MONTHLY', date, { interval: 3 }), repeatRule('YEARLY', date),
  ]
  const options = [{ value: '', label: 'Never' }, ...[...new Set([...(repeat === '' || rules.includes(repeat) ? [] : [repeat]), ...rules])].map((rule) => ({ value: rule, label: repeatWords(rule) }))]
  return (
    <Select
      id={id} quiet={quiet} disabled={disabled} aria-label="Repeats" options={options} value={repeat}
      onChange={(event) => { const rule = event.currentTarget.value; onPick({ repeat: rule || null, ...(rule !== '' && due === null ? { due: today } : {}) }) }}
    />
  )
}

/** A rule of the app's own follows its due to another day. */
export function movedRepeat(repeat: string, date: string): Record<string, Json> {
  const moved = movedRule(repeat, date)
  return moved === null ? {} : { repeat: moved }
}
