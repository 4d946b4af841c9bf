import { listKey, type ListAnswer } from './list-keys.ts'
import type { HistoryEntry, ListOptions, Naming, Rec, Satchel } from './types.ts'

/** What is asked, and under which key the answer stands. */
export interface Ask<T> { queryKey: readonly unknown[]; queryFn: () => Promise<T> }

export const listAsk = (satchel: Satchel, entity: string, options: ListOptions): Ask<ListAnswer> => ({ queryKey: listKey(entity, options), queryFn: () => satchel.entity(entity).list(options) })

/** No id, no record. */
export const recordAsk = (satchel: Satchel, entity: string, id: string | null): Ask<Rec | null> => ({
  queryKey: ['record', entity, id], queryFn: () => (id === null ? Promise.resolve(null) : satchel.entity(entity).get(id)),
})

export const historyAsk = (satchel: Satchel, entity: string, id: string): Ask<HistoryEntry[]> => ({ queryKey: ['history', entity, id], queryFn: () => satchel.entity(entity).history(id) })

export const historyNamingAsk = (satchel: Satchel, entity: string, { field, id }: Naming, limit: number): Ask<HistoryEntry[]> =>
  ({ queryKey: ['history', entity, { field, id, limit }], queryFn: () => satchel.entity(entity).historyNaming(field, id, { limit }) })
