import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult, type UseQueryResult } from '@tanstack/react-query'
import { useSatchel, useSync } from './hooks.ts'
import type { AuditPage, AuditQuery, AuditReport } from './types.ts'

/** The audit log by a filter, newest first, a page at a time, as the server has it. */
export function useAuditLog(query: AuditQuery): UseInfiniteQueryResult<InfiniteData<AuditPage>> {
  const satchel = useSatchel(), { status: { account } } = useSync()
  return useInfiniteQuery({
    queryKey: ['account', 'audit', account?.userId, account?.workspaceId, query], staleTime: 0, gcTime: 0, retry: false, initialPageParam: '',
    queryFn: ({ pageParam }) => satchel.audit.page({ ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
}

/** What a person, or everybody, had access to and changed in a period. */
export function useAuditReport(query: AuditQuery): UseQueryResult<AuditReport> {
  const satchel = useSatchel(), { status: { account } } = useSync()
  return useQuery({ queryKey: ['account', 'auditReport', account?.userId, account?.workspaceId, query], queryFn: () => satchel.audit.report(query), staleTime: Infinity, gcTime: 0, retry: false })
}
