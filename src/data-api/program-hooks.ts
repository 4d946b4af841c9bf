import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useSatchel, useSync } from './hooks.ts'
import type { ApiToken } from './types.ts'

/** The person's API tokens, newest first, as the server has them: read when they are looked at, and again by `refetch`. */
export function useApiTokens(): UseQueryResult<ApiToken[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({ queryKey: ['account', 'apiTokens', account], queryFn: () => satchel.apiTokens.list(), staleTime: 0, refetchOnMount: 'always' })
}

/** Another person's, or another workspace's, are another list. */
function useAccountKey(): string | undefined {
  const { status: { account } } = useSync()
  return account === null ? undefined : `${account.userId} ${account.workspaceId}`
}
