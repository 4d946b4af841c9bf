import type { Query, QueryClient } from '@tanstack/react-query'

const due = new WeakSet<Query>()

/**
 * Runs the queries again that `concerns` names. One that is still being read is read once more when it has its answer: that may be from
 * before the commit, and TanStack Query takes a first answer for fresh whatever was said meanwhile.
 */
export function refreshQueries(client: QueryClient, concerns: (key: readonly unknown[]) => boolean): void {
  const refresh = (query: Query): void => {
    if (query.state.fetchStatus === 'fetching') {
      if (due.has(query)) return
      due.add(query)
      const again = (): void => {
        due.delete(query)
        refresh(query)
      }
      query.promise?.then(again, again)
      return
    }
    void client.invalidateQueries({ predicate: (other) => other === query })
  }
  for (const query of client.getQueryCache().getAll()) if (concerns(query.queryKey)) refresh(query)
}
