import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'

/** The most that one question is answered with. */
const atOnce = 1_000

/** The first so many tasks of a list, however many, live. */
export function useFirst(options: ListOptions, limit: number): UseQueryResult<{ rows: Rec[]; total: number }> {
  const satchel = useSatchel()
  return useQuery({
    queryKey: ['list', tasks.name, options, 'first', limit],
    queryFn: async () => {
      const found = await satchel.entity(tasks.name).list({ ...options, limit: Math.min(limit, atOnce) })
      while (found.rows.length < Math.min(limit, found.total)) {
        const { rows } = await satchel.entity(tasks.name).list({ ...options, offset: found.rows.length, limit: Math.min(limit - found.rows.length, atOnce) })
        if (rows.length === 0) break
        found.rows.push(...rows)
      }
      return found
    },
    placeholderData: keepPreviousData,
  })
}
