import { useMemo } from 'react'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { TaskCalendar, useTasksByDay } from './task-calendar.tsx'
import { TaskList, type TaskSection } from './task-list.tsx'
import { dateWords, dayWords } from './task-values.ts'
import type { TaskActs } from './use-task-acts.ts'
import { useToday } from './use-today.ts'

interface CalendarViewProps { acts: TaskActs; day: string; onDay: (day: string) => void; open: string | null; onOpen: (id: string) => void }

/** A month, and the tasks of its chosen day: beside it, or under it where there is no room. */
export function CalendarView({ acts, day, onDay, open, onOpen }: CalendarViewProps) {
  const today = useToday(), phone = useIsPhone()
  const rows = useTasksByDay(day, day).get(day)
  const sections = useMemo((): TaskSection[] => [{ id: day, title: dayWords(day, today), note: dateWords(day), day, rows: rows ?? [] }], [day, rows, today])
  const list = (
    <>
      <TaskList sections={sections} acts={acts} open={open} onOpen={onOpen} />
      {rows === undefined && <p className="px-2 py-4 text-ui text-muted max-md:px-4">Nothing due {dayWords(day, today) === 'Today' ? 'today' : `on ${dateWords(day)}`}.</p>}
    </>
  )
  if (phone) return <div className="flex flex-col gap-4"><TaskCalendar acts={acts} day={day} onDay={onDay} onOpen={onOpen} />{list}</div>
  return (
    <div className="flex min-h-0 grow border-t border-line">
      <TaskCalendar acts={acts} day={day} onDay={onDay} onOpen={onOpen} className="min-w-0 grow overflow-y-auto" />
      {open === null && <div className="w-84 shrink-0 overflow-y-auto border-l border-line px-2 py-3 max-lg:hidden">{list}</div>}
    </div>
  )
}
