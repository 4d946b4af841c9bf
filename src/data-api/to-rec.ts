import type { Row } from '../db-worker/contract.ts'
import type { Rec } from './types.ts'

/** The contract's row, flat: the wire's fields beside id, times and sync marks. */
export function toRec(row: Row): Rec {
  return {
    ...row.data,
    id: row.id,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    deletedAt: row.deletedAt,
    ...(row.texts === undefined ? {} : { $text: row.texts }),
    $sync: { pendingSince: row.pendingSince, failed: row.failed, conflicts: row.conflicts, notices: row.notices },
  }
}
