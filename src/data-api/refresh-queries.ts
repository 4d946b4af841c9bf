import type { Query, QueryClient, QueryMeta } from '@tanstack/react-query'

const due = new WeakSet<Query>()

/**
 * Runs the queries again that `concerns` names. One that is still being read is read once more when it has its answer: that may be from
 * before the commit, and TanStack Query takes a first answer for fresh whatever was said meanwhile.
 */
export function refreshQueries(client: QueryClient, concerns: (key: readonly unknown[], meta: QueryMeta | undefined) => boolean): void {
  refresh(client, client.getQueryCache().getAll().filter((query) => concerns(query.queryKey, query.meta)))
}

function refresh(client: QueryClient, queries: readonly Query[]): void {
  const idle = new Set(queries.filter((query) => query.state.fetchStatus !== 'fetching'))
  if (idle.size > 0) void client.invalidateQueries({ predicate: (query) => idle.has(query) })
  for (const query of queries) {
    if (idle.has(query) || due.has(query) || query.promise === undefined) continue
    due.add(query)
    const again = (): void => {
      due.delete(query)
      refresh(client, [query])
    }
    query.promise.then(again, again)
  }
}
