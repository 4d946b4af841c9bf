import { useMemo } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { text } from '../records/record-values.ts'

/** The fields of a record somebody has to decide about. */
export function useConflictFields(rec: Rec): ReadonlySet<string> {
  const { data } = useList('conflicts', { where: { and: [{ recordId: rec.id }, { status: 'open' }] } }, { enabled: rec.$sync.conflicts > 0 })
  return useMemo(() => new Set(rec.$sync.conflicts > 0 ? data?.rows.map((conflict) => text(conflict, 'field')) : []), [data, rec.$sync.conflicts])
}
