import { useList, useSatchel, useSync } from '../../data-api/hooks.ts'
import type { Json, Where } from '../../data-api/types.ts'
import { notices as noticesEntity } from '../../model/bookkeeping.ts'
import { toNotice, restorePatch, type Notice } from './notice-words.ts'
import { useOpened } from './use-steady-status.ts'

export interface UseNotices {
  notices: Notice[]
  total: number
  /** Writes the lost value back and reads the notice, as one act; its id. */
  restore: (notice: Notice) => Promise<string | null>
  dismiss: (notices: readonly Notice[]) => Promise<void>
}

/** The unread notices for the person at this device, newest first: all of them, or of one record. */
export function useNotices(entity?: string, recordId?: string): UseNotices {
  const satchel = useSatchel()
  const { status } = useSync()
  const opened = useOpened()
  const userId = status.account?.userId ?? opened?.userId ?? null
  const where: Where = {
    and: [
      { forUserId: userId ?? '' },
      { dismissedAt: { empty: true } },
      ...(recordId === undefined ? [] : [{ recordId }]),
      ...(entity === undefined ? [] : [{ entity }]),
    ],
  }
  const { data } = useList(noticesEntity.name, { where, sort: ['-at'], limit: 100 }, { enabled: userId !== null })
  const read = { dismissedAt: new Date().toISOString() }
  return {
    notices: userId === null ? [] : (data?.rows ?? []).map(toNotice).filter((notice) => notice !== null),
    total: userId === null ? 0 : data?.total ?? 0,
    restore: async (notice) => {
      const now = await satchel.entity(notice.entity).get(notice.recordId)
      const patch = restorePatch(notice, (now?.[notice.field] ?? null) as Json)
      const { actId } = await satchel.bulk((writer) => {
        if (patch) writer.update(notice.entity, notice.recordId, patch)
        else if (notice.field === 'deletedAt') writer.delete(notice.entity, notice.recordId)
        writer.update(noticesEntity.name, notice.id, read)
      }, { label: notice.field === 'deletedAt' ? 'Delete again' : 'Restore my value' })
      return actId
    },
    dismiss: async (which) => {
      await satchel.bulk((writer) => { for (const notice of which) writer.update(noticesEntity.name, notice.id, read) }, { label: 'Dismiss notices' })
    },
  }
}
