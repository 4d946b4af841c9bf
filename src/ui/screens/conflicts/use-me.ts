import { useSync } from '../../../data-api/hooks.ts'
import { useOpened } from '../../sync-status/use-steady-status.ts'

/** Who looks at it, on which device; null where that is not known. */
export interface Me { userId: string | null; replicaId: string | null }

export function useMe(): Me {
  const { status } = useSync()
  const opened = useOpened()
  // While the app starts, the database knows whose it is, and the session is not heard of yet.
  return { userId: status.account?.userId ?? opened?.userId ?? null, replicaId: opened?.replicaId ?? null }
}
