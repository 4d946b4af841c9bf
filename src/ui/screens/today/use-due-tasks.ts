import { useMemo } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import { addDays } from '../../../model/due.ts'
import { tasks } from '../../../model/tasks.ts'
import type { TaskSection } from '../tasks/task-list.tsx'
import { useToday } from '../tasks/use-today.ts'
import { todaySections } from '../tasks/use-task-view.ts'

export interface DueTasks { sections: TaskSection[]; total: number }

/** What is overdue and what is due today, live; null while it is read. */
export function useDueTasks(): DueTasks | null {
  const today = useToday()
  const { data } = useList(tasks.name, { where: { agenda: { lt: addDays(today, 2) } }, sort: ['agenda', 'position'], limit: 100 })
  return useMemo(() => {
    if (data === undefined) return null
    const sections = todaySections(data.rows, today)
    return { sections, total: sections.reduce((sum, { rows }) => sum + rows.length, 0) }
  }, [data, today])
}
