import { useMemo } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { addDays } from '../../../model/due.ts'
import { tasks } from '../../../model/tasks.ts'
import type { TaskSection } from '../tasks/task-list.tsx'
import { dueHere, textOf } from '../tasks/task-values.ts'
import { useToday } from '../tasks/use-today.ts'
import { todaySections } from '../tasks/use-task-view.ts'

/** What the day asks for: `followUps` are the tasks that are about somebody, those of the week to come after them. */
export interface DueTasks { tasks: TaskSection[]; followUps: Rec[]; total: number }

/** How far ahead one sees with whom one is to speak; days. */
const ahead = 7

/** What is overdue and what is due, live; null while it is read. */
export function useDueTasks(): DueTasks | null {
  const today = useToday()
  // A day's slack: dues sort by their own clock, and are looked at by the person's.
  const { data } = useList(tasks.name, { where: { agenda: { lt: addDays(today, 2) } }, sort: ['agenda', 'position'], limit: 100 })
  const coming = useList(tasks.name, { where: { and: [{ agenda: { gte: addDays(today, -1), lt: addDays(today, ahead + 2) } }, { contactId: { notEmpty: true } }] }, sort: ['agenda', 'position'], limit: 50 })
  return useMemo(() => {
    if (data === undefined || coming.data === undefined) return null
    const sections = todaySections(data.rows, today), total = sections.reduce((sum, { rows }) => sum + rows.length, 0)
    const own = sections.map((section) => ({ ...section, rows: section.rows.filter((rec) => !isFollowUp(rec)) }))
    const week = coming.data.rows.filter((rec) => { const date = dueHere(rec)?.date ?? ''; return date > today && date <= addDays(today, ahead) })
    return { tasks: own, followUps: [...sections.flatMap(({ rows }) => rows.filter(isFollowUp)), ...week], total: total + week.length }
  }, [data, coming.data, today])
}

const isFollowUp = (rec: Rec): boolean => textOf(rec, 'contactId') !== ''
