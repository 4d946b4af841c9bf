import { companies } from '../model/companies.ts'
import { contacts } from '../model/contacts.ts'
import { notes } from '../model/notes.ts'
import { projects } from '../model/projects.ts'
import { tasks } from '../model/tasks.ts'
import type { Data } from '../shared/json.ts'
import type { ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'

/*
 * The import worker's door: files in, a rehearsal out, and on the person's word the writes, which go straight to the db-worker
 * through the port it was given. The page only shows.
 *
 *   files ─▶ read (encoding, format) ─▶ rows ─▶ map ─▶ match against what is there ─▶ plan ─▶ apply in mutations of 100, one group
 *                                        └───── mended ◀── rows that failed ◀──────────┴──────────┘
 */

type Answer<T> = Promise<Result<T, ErrorBody>>

/** The entities that files are read into, in the order in which one chooses among them. */
export const importedEntities: readonly string[] = [contacts.name, companies.name, projects.name, tasks.name, notes.name]

export type ImportFormat = 'csv' | 'vcard' | 'json'
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'shift_jis'

/** How a CSV is to be read; all detected, all changeable. */
export interface CsvShape { delimiter: string; quote: string; encoding: Encoding; hasHeader: boolean; skipLines: number }

/** The order of day and month in dates of figures. */
export type DateOrder = 'dmy' | 'mdy'

/** How a file is to be read otherwise than it was detected. */
export interface FileChange { csv?: Partial<CsvShape>; encoding?: Encoding; mapping?: Mapping; format?: ImportFormat; entity?: string; dateOrder?: DateOrder }

/** A column's target: a field ("firstName", "emails:work", "addresses.city:home", "birthday", "notes", "tags", "custom:<id of a field that people made>") or null: left out. */
export type Mapping = (string | null)[]

export interface InspectedFile {
  fileId: string
  name: string
  format: ImportFormat
  /** What it holds: an entity's name. Guessed, changeable. */
  entity: string
  encoding: Encoding
  /** CSV only. */
  csv: CsvShape | null
  /** "Google Contacts", "Outlook", … when the header is a known one. */
  preset: string | null
  columns: { name: string; samples: string[] }[]
  mapping: Mapping
  /** How dates of figures are read; null where there are none. */
  dateOrder: DateOrder | null
  /** Rows or cards. */
  rows: number
  warnings: string[]
}

export type RowAction = 'create' | 'update' | 'skip' | 'error'

export interface PlannedRow {
  fileId: string
  entity: string
  /** 1-based: the line's number as a person would count rows, or the card's; what stands within one, like a checklist's lines, has fractions of it. */
  row: number
  action: RowAction
  /** In words: "Same e-mail as Ana Silva", "No name, company, e-mail or phone". */
  reason: string
  title: string
  /** What would be written: the whole record, or for an update only what it adds. */
  data: Data
  targetId: string | null
  /** Somebody here merely looks alike: created, and listed for review. */
  lookalikeId: string | null
  /** The row as it stood in the file, for the table of failed rows. */
  raw: string[]
}

/** What a row that failed says, to be mended: `cells` stand under `columns`, a card as it is under one of that name. */
export interface FailedRow { fileId: string; file: string; row: number; columns: string[]; cells: string[]; reason: string }

/** A failed row as a person mended it. */
export type MendedRow = Pick<FailedRow, 'fileId' | 'row' | 'cells'>

export interface Rehearsal {
  /** The entities of its files. */
  entities: string[]
  counts: { create: number; update: number; skip: number; lookalike: number; error: number; total: number }
  /** What of the files is lost or in doubt: "3 photos were left out." */
  warnings: string[]
  /** What the files only name, and is made beside: "1 company that is not here yet is made too: Onda." */
  alsoMade: string[]
}

export interface ImportReport {
  entities: string[]
  groupId: string
  /** The record that stands for the import; its page is /import/<importId>. */
  importId: string
  created: number
  updated: number
  skipped: number
  lookalikes: number
  failed: number
  total: number
  warnings: string[]
  alsoMade: string[]
  /** A CSV of the rows that failed, header and reason included; null when none did. */
  failedCsv: string | null
}

/** Somebody in the workspace, by user id. */
export interface ImportMember { userId: string; name: string; email: string }

export interface ImportProgress { phase: 'reading' | 'matching' | 'writing'; done: number; total: number }

export interface ImportApi {
  /** A port to the db-worker (role `data`); handed over again when the leader changed. */
  connect(db: MessagePort): Answer<void>
  inspect(file: Blob, name: string): Answer<InspectedFile>
  /** The same file read otherwise. */
  reinspect(fileId: string, change: FileChange): Answer<InspectedFile>
  forget(fileId: string): Answer<void>
  /** Nothing is written. `onProgress` gets `ImportProgress`. `members`: who may be meant where a task says whose it is. */
  rehearse(fileIds: string[], onProgress: MessagePort, members?: ImportMember[]): Answer<Rehearsal>
  /** Rehearses once more what was rehearsed last, since what is here may be another by now; where it is begun to be written, it stands as it is. */
  again(onProgress: MessagePort): Answer<Rehearsal>
  /** Pages of the last rehearsal. */
  planned(query: { action?: RowAction | 'lookalike'; offset: number; limit: number }): Answer<{ rows: PlannedRow[]; total: number }>
  /** The rows of the last rehearsal that failed, or once it is applied those that were not written. */
  failed(query: { offset: number; limit: number }): Answer<{ rows: FailedRow[]; total: number }>
  /** Rehearses anew with these rows mended: all of it, or once it is applied what failed of it, which `apply` then adds to the same import. */
  mend(rows: MendedRow[], onProgress: MessagePort): Answer<Rehearsal>
  /** Applies the last rehearsal: mutations of at most 100 changes, one group. */
  apply(onProgress: MessagePort): Answer<ImportReport>
  /** Stops reading, matching or writing; what was written stays and is undone by its group. */
  cancel(): Answer<void>
}

export type ExportFormat = 'csv' | 'vcard' | 'json' | 'ics'
