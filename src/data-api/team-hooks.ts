import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useSatchel, useSync } from './hooks.ts'
import type { Invitation, Member, WorkspaceEntry } from './types.ts'

/** Who is in the workspace that is open, as the server has it; looked at again every half minute, since others change it. */
export function useMembers({ enabled = true } = {}): UseQueryResult<Member[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({ queryKey: ['account', 'members', account], queryFn: () => satchel.team.members(), staleTime: 0, refetchOnMount: 'always', refetchInterval: 30_000, enabled: enabled && account !== undefined })
}

/** The workspace's invitations that hold, newest first. */
export function useInvitations({ enabled = true } = {}): UseQueryResult<Invitation[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({ queryKey: ['account', 'invitations', account], queryFn: () => satchel.team.invitations(), staleTime: 0, refetchOnMount: 'always', enabled: enabled && account !== undefined })
}

/** The person's workspaces: those on this device at once, and with the network the others too; every minute what waits in them. */
export function useWorkspaces(): UseQueryResult<WorkspaceEntry[]> {
  const satchel = useSatchel(), account = useAccountKey()
  return useQuery({
    queryKey: ['account', 'workspaces', account], staleTime: 0, refetchOnMount: 'always', refetchInterval: 60_000, enabled: account !== undefined,
    queryFn: () => satchel.workspaces.listAll().catch(() => satchel.workspaces.list()),
  })
}

/** Another person's, or another workspace's, are another list. */
function useAccountKey(): string | undefined {
  const { status: { account } } = useSync()
  return account === null ? undefined : `${account.userId} ${account.workspaceId}`
}
