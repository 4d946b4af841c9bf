import type { QueryClient } from '@tanstack/react-query'
import { historyAsk, listAsk, recordAsk, type Ask } from './asks.ts'
import type { ListAnswer } from './list-keys.ts'
import type { HistoryEntry, ListOptions, Rec, Satchel } from './types.ts'

/** Asks for what a screen will ask for that is likely to be next: its answers are then there with its first frame. What is known and still true is not asked again. */
export interface Ahead {
  satchel: Satchel
  list: (entity: string, options: ListOptions) => Promise<ListAnswer>
  record: (entity: string, id: string) => Promise<Rec | null>
  history: (entity: string, id: string) => Promise<HistoryEntry[]>
  of: <T>(ask: Ask<T>) => Promise<T>
}

/** How long an answer waits for somebody who wants it, ms. */
const keptMs = 60_000

export function createAhead(client: QueryClient, satchel: Satchel): Ahead {
  const of: Ahead['of'] = (ask) => client.fetchQuery({ ...ask, gcTime: keptMs })
  return {
    satchel, of,
    list: (entity, options) => of(listAsk(satchel, entity, options)),
    record: (entity, id) => of(recordAsk(satchel, entity, id)),
    history: (entity, id) => of(historyAsk(satchel, entity, id)),
  }
}

/** The record as a list shows it that is read already: what stands there until it is read itself. Not of a list that is known to be old. */
export function rowShown(client: QueryClient, entity: string, id: string | null): Rec | undefined {
  if (id === null) return undefined
  for (const { state: { data, isInvalidated } } of client.getQueryCache().findAll({ queryKey: ['list', entity] })) {
    const rows = isInvalidated ? undefined : (data as { rows?: readonly Rec[] } | undefined)?.rows
    const found = rows?.find((row) => row.id === id)
    if (found !== undefined) return found
  }
  return undefined
}
