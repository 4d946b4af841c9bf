import { useMemo } from 'react'
import { useIsPhone } from '../../components/use-is-phone.ts'
import type { LayoutProps } from '../records/kind.ts'
import { TaskCalendar, useTasksByDay } from './task-calendar.tsx'
import { TaskList, type TaskSection } from './task-list.tsx'
import { dateWords, dayWords } from './task-values.ts'
import { useTaskActs } from './use-task-acts.ts'
import { useToday } from './use-today.ts'

/** A month of the tasks that the list is of, and those of its chosen day: beside it, or under it where there is no room. */
export function CalendarLayout({ state, onOpen }: LayoutProps) {
  const today = useToday(), phone = useIsPhone()
  const acts = useTaskActs()
  const { peek: open, options, patch } = state, day = state.search.day ?? today
  const onDay = (next: string): void => patch({ day: next })
  const rows = useTasksByDay(day, day, options).get(day)
  const sections = useMemo((): TaskSection[] => [{ id: day, title: dayWords(day, today), note: dateWords(day), day, rows: rows ?? [] }], [day, rows, today])
  const list = (
    <>
      <TaskList sections={sections} acts={acts} open={open} onOpen={onOpen} />
      {rows === undefined && <p className="px-2 py-4 text-ui text-muted max-md:px-4">Nothing due {dayWords(day, today) === 'Today' ? 'today' : `on ${dateWords(day)}`}.</p>}
    </>
  )
  if (phone) return <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto"><TaskCalendar acts={acts} within={options} day={day} onDay={onDay} onOpen={onOpen} className="shrink-0" />{list}</div>
  return (
    <div className="flex min-h-0 grow">
      <TaskCalendar acts={acts} within={options} day={day} onDay={onDay} onOpen={onOpen} className="min-w-0 grow overflow-y-auto" />
      {open === null && <div className="w-84 shrink-0 overflow-y-auto border-l border-line px-2 py-3 max-lg:hidden">{list}</div>}
    </div>
  )
}
