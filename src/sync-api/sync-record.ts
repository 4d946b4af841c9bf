import type { SyncRecord } from '../protocol/change.ts'
import type { PulledRecord } from './store/port.ts'

/** A stored record as the wire has it. */
export const syncRecord = (record: PulledRecord): SyncRecord => ({
  entity: record.entity,
  id: record.id,
  revision: record.revision,
  data: record.data,
  deletedAt: record.deletedAt,
  updatedAt: record.updatedAt,
  updatedBy: record.updatedBy,
})
