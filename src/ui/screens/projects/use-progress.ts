import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Ask } from '../../../data-api/asks.ts'
import type { Satchel } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'

export interface ProjectProgress { done: number; all: number }

/** How many tasks each project has, and how many of them are done, subtasks not counted; counted where they lie, live. */
export function useProgress({ enabled = true } = {}): ReadonlyMap<string, ProjectProgress> {
  const satchel = useSatchel()
  const { data } = useQuery({ ...progressAsk(satchel), placeholderData: keepPreviousData, enabled })
  return data ?? none
}

export const progressAsk = (satchel: Satchel): Ask<ReadonlyMap<string, ProjectProgress>> => ({
  queryKey: ['progress', tasks.name],
  queryFn: async () => {
    const rows = await satchel.sql('SELECT "k_projectId" AS id, count(*) AS total, sum("k_state" = \'done\') AS finished FROM tasks WHERE deleted_at IS NULL AND "k_projectId" IS NOT NULL AND "k_parentId" IS NULL GROUP BY "k_projectId"')
    return new Map(rows.map((row) => [String(row['id']), { done: Number(row['finished']), all: Number(row['total']) }]))
  },
})

const none: ReadonlyMap<string, ProjectProgress> = new Map()
