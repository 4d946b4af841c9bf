import { useEffect, useMemo, useState } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { addDays } from '../../../model/due.ts'
import { tasks } from '../../../model/tasks.ts'
import type { TaskSection } from './task-list.tsx'
import { byTime, dateWords, dayWords, doneRec, dueHere, textOf } from './task-values.ts'
import { useFirst } from './use-first.ts'
import { dateOf, useToday } from './use-today.ts'

/** Views that are lists. */
export type TaskView = 'today' | 'upcoming' | 'done'

const page = 500

/** The sections of a view, live. `null` while the first are read. */
export function useTaskView(view: TaskView): { sections: TaskSection[] | null; total: number; shown: number; showMore: () => void } {
  const today = useToday()
  const [limit, setLimit] = useState(page)
  useEffect(() => setLimit(page), [view])
  const { data } = useFirst(queryOf(view, today), limit)
  const lingering = useLingering(data?.rows)
  const sections = useMemo(() => {
    if (data === undefined) return null
    const rows = view === 'done' ? data.rows : [...data.rows, ...lingering.filter((rec) => !data.rows.some(({ id }) => id === rec.id))]
    return sectionsOf(view, rows, today)
  }, [data, lingering, view, today])
  return { sections, total: data?.total ?? 0, shown: data?.rows.length ?? 0, showMore: () => setLimit(limit + page) }
}

/** A day's slack: dues sort by their own clock, and are looked at by the person's. */
function queryOf(view: TaskView, today: string): ListOptions {
  switch (view) {
    case 'today': return { where: { agenda: { lt: addDays(today, 2) } }, sort: ['agenda', 'position'] }
    case 'upcoming': return { where: { agenda: { gte: addDays(today, -1) } }, sort: ['agenda', 'position'] }
    case 'done': return { where: { state: 'done' }, sort: ['-completedAt'] }
  }
}

function sectionsOf(view: TaskView, rows: readonly Rec[], today: string): TaskSection[] {
  const day = (rec: Rec): string => dueHere(rec)?.date ?? ''
  switch (view) {
    case 'today': return todaySections(rows, today)
    case 'upcoming': {
      const later = rows.filter((rec) => day(rec) > today)
      const days = [...new Set(later.map(day))].sort()
      return days.map((date) => ({ id: date, title: dayWords(date, today), note: dateWords(date), day: date, sortable: true, rows: later.filter((rec) => day(rec) === date).sort(byTime) }))
    }
    case 'done': {
      const of = (rec: Rec): string => dateOf(Date.parse(textOf(rec, 'completedAt') || rec.updatedAt))
      return [...groupBy(rows, of)].map(([date, done]) => ({ id: date, title: dayWords(date, today), note: dateWords(date), rows: done }))
    }
  }
}

/** What is overdue, then what is due on the day. */
export function todaySections(rows: readonly Rec[], today: string): TaskSection[] {
  const day = (rec: Rec): string => dueHere(rec)?.date ?? '9'
  return [
    { id: 'overdue', title: 'Overdue', tone: 'danger', rows: rows.filter((rec) => day(rec) < today).sort(byTime) },
    { id: 'today', title: 'Today', day: today, sortable: true, rows: rows.filter((rec) => day(rec) === today).sort(byTime) },
  ]
}

function groupBy(rows: readonly Rec[], key: (rec: Rec) => string): Map<string, Rec[]> {
  const groups = new Map<string, Rec[]>()
  for (const rec of rows) groups.set(key(rec), [...groups.get(key(rec)) ?? [], rec])
  return groups
}

const lingerMs = 2_500

/** A task that is completed stays in sight for a moment, ticked, so that the eye sees what was done and the next row does not jump under the hand. */
function useLingering(rows: readonly Rec[] | undefined): readonly Rec[] {
  const [gone, setGone] = useState<readonly string[]>([])
  const [before, setBefore] = useState(rows)
  if (rows !== before) {
    setBefore(rows)
    const left = before === undefined || rows === undefined ? [] : before.filter((rec) => !rows.some(({ id }) => id === rec.id)).map(({ id }) => id)
    // More than a hand does at once is another list.
    if (left.length > 0 && left.length <= 3) setGone([...gone, ...left])
  }
  const { data } = useList(tasks.name, { where: { id: { in: [...gone] } }, limit: 20 }, { enabled: gone.length > 0 })
  useEffect(() => {
    if (gone.length === 0) return
    const timer = window.setTimeout(() => setGone([]), lingerMs)
    return () => window.clearTimeout(timer)
  }, [gone])
  return useMemo(() => (gone.length === 0 ? [] : (data?.rows ?? []).filter((rec) => gone.includes(rec.id) && doneRec(rec))), [data, gone])
}
