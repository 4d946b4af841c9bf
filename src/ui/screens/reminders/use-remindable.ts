import { useMemo } from 'react'
import { useList, useSync } from '../../../data-api/hooks.ts'
import type { Where } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { addDays } from '../../../model/due.ts'
import { tasks } from '../../../model/tasks.ts'
import { usePreferences } from '../../app/use-preferences.ts'
import { useToday } from '../tasks/use-today.ts'
import { birthdaysWithin } from '../today/birthday-days.ts'
import type { Remindable } from './reminder-times.ts'

/** Who was away for longer finds what is overdue on Today, and is not told of each. Days. */
export const mostDaysBack = 14

/** What there is to be reminded of around now, live; null until it is known. */
export function useRemindable(): Remindable | null {
  const today = useToday()
  const { reminders } = usePreferences()
  const { status } = useSync()
  // A day's slack on both sides: dues sort by their own clock.
  const due = useList(tasks.name, { where: { agenda: { gte: addDays(today, -mostDaysBack - 1), lt: addDays(today, 3) } }, sort: ['agenda'], limit: 1_000 }, { enabled: reminders.tasks, unseen: true })
  const born = useMemo<Where>(() => {
    const from = new Date(`${addDays(today, -mostDaysBack)}T00:00`)
    return { or: birthdaysWithin(from, mostDaysBack + 3) }
  }, [today])
  const people = useList(contacts.name, { where: born, limit: 1_000 }, { enabled: reminders.birthdays, unseen: true })
  const userId = status.account?.userId ?? null
  return useMemo(() => {
    if ((reminders.tasks && due.data === undefined) || (reminders.birthdays && people.data === undefined)) return null
    return { tasks: due.data?.rows ?? [], people: people.data?.rows ?? [], userId }
  }, [reminders, due.data, people.data, userId])
}
