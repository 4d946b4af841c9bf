import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useSatchel, useSync } from './hooks.ts'
import type { ApiToken, Webhook, WebhookDelivery } from './types.ts'

/** The person's API tokens, newest first, as the server has them: read when they are looked at, and again by `refetch`. */
export function useApiTokens(): UseQueryResult<ApiToken[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({ queryKey: ['account', 'apiTokens', account], queryFn: () => satchel.apiTokens.list(), staleTime: 0, refetchOnMount: 'always' })
}

/** The workspace's webhooks, looked at again every half minute: how they fare changes by itself. */
export function useWebhooks(): UseQueryResult<Webhook[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({ queryKey: ['account', 'webhooks', account], queryFn: () => satchel.webhooks.list(), staleTime: 0, refetchOnMount: 'always', refetchInterval: 30_000 })
}

/** What was sent by one of them, newest first. */
export function useDeliveries(id: string): UseQueryResult<WebhookDelivery[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({ queryKey: ['account', 'deliveries', account, id], queryFn: () => satchel.webhooks.deliveries(id), staleTime: 0, refetchOnMount: 'always', refetchInterval: 10_000 })
}

/** Another person's, or another workspace's, are another list. */
function useAccountKey(): string | undefined {
  const { status: { account } } = useSync()
  return account === null ? undefined : `${account.userId} ${account.workspaceId}`
}
