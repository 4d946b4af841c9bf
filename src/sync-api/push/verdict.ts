import type { PushResult } from '../../protocol/push.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { PulledRecord, StoredAnswer } from '../store/port.ts'
import { syncRecord } from '../sync-record.ts'

/** Why a change is refused. */
export interface Refusal { code: string; message: string; field?: string }

/** What became of one change. */
export type Verdict =
  | { kind: 'written'; record: PulledRecord; status: 'applied' | 'merged' | 'conflict'; superseded: string[]; conflicts: { field: string; id: string }[] }
  | { kind: 'duplicate'; result: PushResult }
  | { kind: 'deferred'; waitsFor: string }
  | { kind: 'refused'; error: Refusal; store: boolean }

export const refused = (code: string, message: string, field?: string): Verdict =>
  ({ kind: 'refused', error: { code, message, ...(field === undefined ? {} : { field }) }, store: true })

/** The answer to a change that was written. */
export function writtenResult(id: string, verdict: Extract<Verdict, { kind: 'written' }>): PushResult {
  const { status, superseded, conflicts } = verdict
  const record = syncRecord(verdict.record), { revision } = record
  if (status === 'conflict') return { id, status, revision, record, conflicts, superseded }
  if (status === 'merged') return { id, status, revision, record, superseded }
  return { id, status, revision, record }
}

/** What is stored of an answer beside its status. */
export const detailOf = (verdict: Extract<Verdict, { kind: 'written' }>): Data =>
  verdict.status === 'applied' ? {} : { superseded: verdict.superseded, conflicts: verdict.conflicts }

/** P2: the first status again, and the record as it is now. */
export function duplicateResult(answer: StoredAnswer, record: PulledRecord | null): PushResult {
  const { id, status, detail } = answer
  if (status === 'rejected') return { id, duplicate: true, status, error: detail['error'] as unknown as Refusal }
  if (record === null) return { id, duplicate: true, status: 'rejected', error: { code: 'record_gone', message: 'The server has removed this record for good.' } }
  const superseded = (detail['superseded'] ?? []) as string[]
  const conflicts = (detail['conflicts'] ?? []) as { field: string; id: string }[] & Json
  return { ...writtenResult(id, { kind: 'written', status, record, superseded, conflicts }), duplicate: true }
}
