import type { Change } from '../../protocol/change.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'

/* What a working set notes for the audit log while it is written to. */

type Cause = Pick<Change, 'id' | 'mutationId' | 'groupId' | 'at' | 'op' | 'entity' | 'recordId'>

/** Why something is written: a change, or what was given back from an epoch (R8). */
export interface NoteCause { change?: Cause | undefined; fromEpoch?: string | undefined }

export interface WrittenNote extends NoteCause {
  kind: 'written'
  /** Null: it was not there, or purged. */
  before: StoredRecord | null
  after: StoredRecord
  /** What the change wanted and another's value kept it from (M2). */
  lost?: Record<string, Json>
}

/** A change that was refused for good. */
export interface RejectedNote { kind: 'rejected'; change: Cause; fromEpoch?: undefined; error: { code: string; field?: string } }

export type SetNote = WrittenNote | RejectedNote

/** Notes in order, taken back with what they tell of. */
export interface Notes {
  because(cause: NoteCause): void
  written(before: StoredRecord | null, after: StoredRecord): void
  /** Of the note before. */
  lost(values: Data): void
  rejected(change: Cause, error: { code: string; field?: string }): void
  length(): number
  cut(length: number): void
  all(): readonly SetNote[]
}

export function createNotes(): Notes {
  const notes: SetNote[] = []
  let cause: NoteCause = {}
  return {
    because(next) { cause = next },
    written(before, after) { notes.push({ kind: 'written', ...cause, before, after }) },
    lost(values) {
      const last = notes.at(-1)
      if (last?.kind === 'written') last.lost = values
    },
    rejected(change, error) { notes.push({ kind: 'rejected', change, error }) },
    length: () => notes.length,
    cut(length) { notes.length = length },
    all: () => notes,
  }
}
