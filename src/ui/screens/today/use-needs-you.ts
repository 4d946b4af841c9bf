import { useAllMet, useList, useSync } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { conflicts } from '../../../model/bookkeeping.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useNotices } from '../../sync-status/use-notices.ts'

export interface Needs { failed: number; conflicts: readonly Rec[]; conflictCount: number; notices: number; total: number }

/** What waits for a person: failed changes, open conflicts where they may decide, values that gave way, records that were made twice. */
export function useNeedsYou(): Needs {
  const { status } = useSync(), mayWrite = useMayWrite()
  const open = useList(conflicts.name, { where: { status: 'open' }, sort: ['-openedAt'], limit: 3 }, { enabled: mayWrite })
  const { total: notices } = useNotices()
  const met = useAllMet().length
  const conflictCount = mayWrite ? open.data?.total ?? 0 : 0
  return { failed: status.failed, conflicts: open.data?.rows ?? [], conflictCount, notices, total: status.failed + conflictCount + notices + met }
}
