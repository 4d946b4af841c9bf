import { useQuery } from '@tanstack/react-query'
import { useSatchel, useSync } from '../../data-api/hooks.ts'
import type { Member } from '../../data-api/types.ts'

/** Who is in the workspace: the server's to say; without the network, those it last named. None without an account. */
export function useMembers(): readonly Member[] {
  const { team } = useSatchel()
  const { account } = useSync().status
  const { data } = useQuery({ queryKey: ['account', 'members', account?.workspaceId], queryFn: () => team.members(), enabled: account !== null, staleTime: 300_000 })
  return data ?? nobody
}

const nobody: readonly Member[] = []
