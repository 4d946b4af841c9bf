import { withoutTexts } from '../../merge/text-field.ts'
import type { SyncRecord } from '../../protocol/change.ts'
import type { Data } from '../../shared/json.ts'
import type { PulledRecord } from '../store/port.ts'

/** A record as scripts have it: the wire's, without the documents behind its texts. */
export type RestRecord = Omit<SyncRecord, 'data'> & { data: Data }

export const answerRecord = ({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }: PulledRecord | SyncRecord): RestRecord =>
  ({ entity, id, revision, data: withoutTexts((data ?? {}) as Data), deletedAt, updatedAt, updatedBy })
