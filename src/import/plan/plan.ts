import type { ImportFormat, PlannedRow, Rehearsal } from '../contract.ts'
import type { Importable } from '../importables/importable.ts'
import type { Data } from '../../shared/json.ts'
import type { Draft } from '../map/draft.ts'

/** One row or card of a file, read; `error` where it could not be. */
export interface SourceRow {
  fileId: string
  into: Importable
  row: number
  raw: string[]
  draft: Draft | null
  error: string | null
  /** `fp:…`, by which the same row is known again. */
  fingerprint: string
}

/** One record's part of the import: everything that all its rows add to it. */
export interface PlannedWrite {
  entity: string
  recordId: string
  op: 'create' | 'update'
  /** The whole record, or what an update adds. */
  data: Data
  notes: { recordId: string; data: Data }[]
  /** Indexes into the plan's rows; none: only what other rows name. */
  rows: number[]
  /** Records that it names and that are made with it; without them it is not written. */
  needs: string[]
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
  /** What was made so far, by what the files call it, for rows that are mended later. */
  made: Made
}

/** Ids of records that an import makes or finds, by what they are called in its files. */
export type Made = Map<string, string>
