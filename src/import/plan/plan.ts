import type { ImportFormat, PlannedRow, Rehearsal } from '../contract.ts'
import type { Data } from '../../shared/json.ts'
import type { Draft } from '../map/draft.ts'

/** One row or card of a file, read; `error` where it could not be. */
export interface SourceRow {
  fileId: string
  row: number
  raw: string[]
  draft: Draft | null
  error: string | null
  /** `fp:…`, by which the same row is known again. */
  fingerprint: string
}

/** One contact's part of the import: everything that all its rows add to it. */
export interface PlannedWrite {
  recordId: string
  op: 'create' | 'update'
  /** The whole contact, or what an update adds. */
  data: Data
  notes: { recordId: string; body: string; externalId: string }[]
  /** Indexes into the plan's rows. */
  rows: number[]
}

/** A rehearsal's outcome: what would be written and why. Its ids are made here, so that applying it twice is applying it once. */
export interface Plan {
  groupId: string
  importId: string
  name: string
  format: ImportFormat
  rows: PlannedRow[]
  writes: PlannedWrite[]
  rehearsal: Rehearsal
}
