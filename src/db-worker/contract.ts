import type { Data, Json } from '../shared/json.ts'
import type { ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { Change, Op } from '../protocol/change.ts'
import type { PulledChange, SyncEventFrame } from '../protocol/pull.ts'
import type { PushResult } from '../protocol/push.ts'
import type { GiveBackResponse } from '../protocol/give-back.ts'
import type { SyncRecord } from '../protocol/change.ts'
import type { Where } from './where.ts'

/*
 * The db-worker's door. Everything that enters or leaves the only owner of SQLite is written here (filters in where.ts, by way of here); nothing else of this room
 * is imported from outside it.
 *
 *   page ── DataApiPort ──▶ db-worker ◀── SyncPort ── changes-worker
 *
 * Every method answers a Result: an expected failure is a value and crosses the thread as itself.
 */

export type Answer<T> = Promise<Result<T, ErrorBody>>

// ---------------------------------------------------------------- records and queries

/** A record as the person sees it: base with pending changes laid over it (R3). */
export interface Row {
  id: string
  /** The wire's fields. */
  data: Data
  /** The documents that its edited texts come of, base64: what an edit of one begins from (`DraftChange.patch`). Absent where there are none. */
  texts?: Record<string, string>
  /** Of the base; 0 while the server has not seen it. */
  revision: number
  deletedAt: string | null
  createdAt: string
  updatedAt: string
  /** Has unsettled changes; since when (ISO), for the dot after 5 s. Null without an account: there nothing waits. */
  pendingSince: string | null
  /** Has a failed change, an open conflict, an unread notice. */
  failed: boolean
  conflicts: number
  notices: number
}

export * from './where.ts'

export interface ListQuery {
  entity: string
  /** Folded words; every word must occur, as a word's beginning or anywhere within. */
  search?: string
  where?: Where
  /** Columns, `-` before one to reverse; a reference by the first column of what it names. Ends by id so that the order is total. Default: the entity's first column. */
  sort?: string[]
  offset?: number
  /** At most 1,000; default 50. */
  limit?: number
  /** False: the rows alone are wanted, and `total` need be no more than how many there are at the least. */
  count?: false
  /** `live` (default), `deleted` (the trash), `all`. */
  state?: 'live' | 'deleted' | 'all'
  /** Rows of one value of a column follow each other, those without one last, of `custom.<field>:<choice>,<choice>` in the order of these choices; those whose group is `closed` (the folded value, or null) are left out. */
  group?: { by: string; closed?: (string | number | null)[] }
}
/** A value of the column that one groups by, folded as `closed` takes it and as it is written, and how many rows have it. */
export interface RowGroup { key: string | number | null; value: string | null; count: number }
export interface ListResult { rows: Row[]; total: number }

// ---------------------------------------------------------------- writing

export interface DraftChange {
  entity: string
  /** Made by the caller (UUIDv7), also for a create, so that a repeated call is the same act. */
  recordId: string
  op: Op
  /**
   * Whole values or `$set` patches; lists given whole are turned into `$set` against what the person saw. A text given whole is taken as an
   * edit of what stands; as `{$edit: {from, state, text}}` it is one of what the person began with, so that what came meanwhile stays:
   * `from` its words then, `state` of `Row.texts` or null.
   */
  patch: Record<string, Json>
  /** The revision shown when editing began (M1); default: the base's now. */
  baseRevision?: number
}

/** A text as a person has it in an editor: `from` its words when they began, `state` of `Row.texts` then or null. */
export interface TextDraft { from: string; state: string | null; text: string }

/** One act of the person (at most 100 changes). The ids make it idempotent: repeated under the same id, it answers what it answered. */
export interface MutationInput {
  mutationId: string
  groupId?: string
  /** What undo calls it: "Edit Ana Silva". */
  label: string
  changes: DraftChange[]
}
export interface MutationResult { mutationId: string; rows: Row[] }

/**
 * What an undo or redo did. `leftAlone` names what had been changed by somebody since and was therefore not touched, or cannot be taken back
 * for a rule (U1); `gone` counts the act's changes of records that are not on this device any more. `done` false: there was nothing to do it
 * to; with a `label`, the act is so long ago that nothing is known of it.
 */
export interface UndoResult { done: boolean; label: string; changed: number; leftAlone: { entity: string; recordId: string; fields: string[] }[]; gone: number }
/** Which act is to be turned around: the next for undo or redo, or one by its mutation or group. */
export type TurnOf = { kind: 'undo' | 'redo' } | { actId: string }
export interface UndoState { undo: { id: string; label: string } | null; redo: { id: string; label: string } | null }

export interface HistoryEntry {
  changeId: string
  entity: string
  recordId: string
  op: Op
  /** `{field: {from, to}}` */
  fields: Record<string, { from: Json; to: Json }>
  /** What this change wanted and did not get, by field. */
  lost: Record<string, Json>
  at: string
  /** Null: this person, on this device, not synced yet. */
  userName: string | null
  deviceName: string | null
  replicaId: string | null
  mutationId: string
  groupId: string | null
  /** What the act undid or did again, as far as this device knows: the device that did it. `label` may be empty. */
  turned: { kind: 'undo' | 'redo'; label: string } | null
  /** What it decided about a conflict (M3): a value that settled it, or that this was taken back and the conflict is open again. */
  decision?: { field: string; kind: 'settled' | 'opened'; value: Json }
  status: ChangeStatus
}

/** Those records of an entity that name one by a field that is a reference and a column: a list's memberships by `listId`. */
export interface Naming { field: string; id: string }

/** Which records are asked for as they stood at `at`, an ISO moment: of an entity, one, or those that named a record then or do now. */
export interface PastQuery { entity: string; at: string; recordId?: string; naming?: Naming; offset?: number; limit?: number }

/** A record that stood otherwise: null where it was not there then, or is not now (not yet made, in the trash). */
export interface PastRecord {
  id: string
  title: string
  was: Data | null
  now: Data | null
  /** Those that differ, where it was there. */
  fields: string[]
}

/** `counts`: what was created, updated and deleted since. */
export interface PastResult { rows: PastRecord[]; total: number; counts: { created: number; updated: number; deleted: number } }

// ---------------------------------------------------------------- the journal

export type ChangeStatus = 'pending' | 'pushing' | 'deferred' | 'synced' | 'conflict' | 'failed' | 'replaced'

/** A journal row as lists show it. */
export interface JournalRow {
  change: Change
  status: ChangeStatus
  /** The record's title as it was when the person acted. */
  title: string
  label: string
  createdAt: string
  /** Server failures met so far; 5 and more: struggling (P4). */
  attempts: number
  /** `kept`: the whole record as it was here, where the server has not got it (any more); a retry makes it anew (R5). */
  error: { code: string; message: string; field?: string; kept?: Data } | null
}

// ---------------------------------------------------------------- the page's side

export interface StorageInfo {
  /** `opfs`: kept on this device. `memory`: nothing is kept, and the screen says so. */
  kind: 'opfs' | 'memory'
  databaseName: string
  databaseBytes: number
  counts: Record<string, number>
  replicaId: string
  workspaceId: string | null
  userId: string | null
  /** The person's in the workspace, as it was last heard; null: the database is nobody's. */
  role: string | null
  sqliteVersion: string
  /** What opening had to do: null, or what was rescued from a damaged database. */
  recovered: { at: string; rescuedChanges: number; asideName: string } | null
}

/** Two records that look like one: their ids, the lower first, and the columns whose values they share. */
export interface Lookalike { ids: [string, string]; by: string[] }

export interface DataApiPort {
  list(query: ListQuery): Answer<ListResult>
  get(entity: string, id: string): Answer<Row | null>
  /** The groups of a query that groups, in their order, closed ones too. @throws `invalid` where there are more than 5,000 */
  groups(query: ListQuery): Answer<RowGroup[]>
  /** Ids only, in the list's order: what "select all" means. */
  ids(query: ListQuery): Answer<string[]>
  /** `{value, count}` of a column's most frequent values, for filter menus and tag pickers. */
  facets(entity: string, column: string, prefix: string, limit: number): Answer<{ value: string; count: number }[]>
  /**
   * What is being written into a text, among what stands there now, as an edit of that: an editor that is open takes in what others write.
   * Writes nothing. Null: there is no such record.
   */
  joinEdit(entity: string, id: string, field: string, edit: TextDraft): Answer<TextDraft | null>
  mutate(input: MutationInput): Answer<MutationResult>
  /** The mutations of one group as one transaction: a tab that closes midway leaves all of it or nothing. Repeatable like `mutate`. */
  mutateGroup(inputs: MutationInput[]): Answer<void>
  undo(): Answer<UndoResult>
  redo(): Answer<UndoResult>
  /** Undoes one act by its mutationId or groupId, also long after (an import). */
  undoAct(id: string): Answer<UndoResult>
  undoState(): Answer<UndoState>
  /** J2: the mutations that turning this around would withdraw, if nobody else has sent them; then the changes worker is to do it, which knows. */
  withdrawable(of: TurnOf): Answer<string[]>
  history(entity: string, recordId: string): Answer<HistoryEntry[]>
  /** What was done to the records of an entity that name one, newest first; those that were deleted for good are not told of. */
  historyNaming(entity: string, naming: Naming, limit: number): Answer<HistoryEntry[]>
  /** Newest first over everything; `before` is the last entry's `at`. */
  recentHistory(limit: number, before?: string): Answer<HistoryEntry[]>
  /** The records that stood otherwise at a moment, the last changed first. */
  asOf(query: PastQuery): Answer<PastResult>
  journal(query: { status?: ChangeStatus[]; offset?: number; limit?: number }): Answer<{ rows: JournalRow[]; total: number }>
  /** Journal counts by status. */
  journalCounts(): Answer<Record<ChangeStatus, number>>
  /** P4: new changes with the old base and `at` for a failed mutation, `edits` laid over; the old ones become `replaced`. */
  retryFailed(mutationId: string, edits?: Record<string, Record<string, Json>>): Answer<MutationResult>
  /** The same for several, each kept by itself; why those that cannot go cannot. */
  retryFailedOnes(mutationIds: readonly string[]): Answer<string[]>
  /** Read-only: anything but SELECT, EXPLAIN or a reading PRAGMA is refused. */
  sql(text: string, params?: (string | number | null)[]): Answer<Record<string, Json | Uint8Array>[]>
  storage(): Answer<StorageInfo>
  /** The whole workspace as one file (a SQLite database). */
  backup(): Answer<Uint8Array>
  /** Replaces this database's content by a backup's; takes a new replicaId. Unsent changes of the backup stay unsent. */
  restore(file: Uint8Array): Answer<void>
  /**
   * R5, "Rebuild this device": drops the cursor, keeps the journal; the next sync takes a snapshot, which replaces every base record
   * whatever its revision and removes those it does not name. Until then people see what they saw.
   */
  rebuild(): Answer<void>
  /**
   * For import matching: which living records have what a key asks for, of the keys that any has? A key is `<names>:<values>`: names of columns or fields joined by
   * `+` (a beginning that fits one only will do), their folded values joined by `|`. A name matches when any of its values is the given
   * one; a phone number in any spelling. A name marked `?` also matches where the record has no value of it. A key that asks for no value
   * finds none. Null: the table is still being read, in steps; ask again.
   */
  findMatches(entity: string, keys: string[]): Answer<Record<string, string[]> | null>
  /** Pairs of living records that look like one to a person, without those in `except` (`<lower id> <higher id>`). Null: ask again, as above. */
  lookalikes(entity: string, except: string[], limit: number): Answer<{ pairs: Lookalike[]; more: boolean } | null>
  /** Pairs of which this device made the later record and another device the other, neither knowing of it, and of which the person has not read. */
  metAlike(entity: string): Answer<Lookalike[]>
  /** The person has. */
  forgetMet(entity: string): Answer<void>
  /** Reads the persisted sync log, newest first. */
  syncLog(limit: number): Answer<SyncLogEntry[]>
  /** The port gets `TablesChanged` after each commit. */
  subscribe(port: MessagePort): Answer<void>
}

/** Posted after a commit; queries that named one of these tables run again. `sync` stands for journal and sync state. */
export interface TablesChanged { type: 'changed'; entities: string[]; journal: boolean }

export interface SyncLogEntry { at: string; level: 'info' | 'warn' | 'error'; event: string; text: string }

// ---------------------------------------------------------------- the changes worker's side

/** An account in a workspace, by their ids. */
export interface AccountIds { workspaceId: string; userId: string }

/** `role`: of this person in the workspace, as the server last said it; null without an account. */
export interface SyncIdentity { replicaId: string; workspaceId: string | null; userId: string | null; role: string | null; schemaVersion: number }

export interface OutgoingBatch {
  /** Whole mutations, in `seq` order, now marked `pushing` (P1, J3). Empty: nothing to push. */
  changes: Change[]
  seen: string | null
  /** Who sends them: a restored backup is another replica from one commit to the next (its numbers begin again). */
  identity: { replicaId: string; schemaVersion: number }
}

export interface SyncState {
  /** Another after a backup was restored: what was asked for before is about a database that is no more. */
  replicaId: string
  cursor: string | null
  seen: string | null
  epoch: string | null
  /** The snapshot in progress, if any: its header's cursor and the last checkpoint. */
  snapshot: { cursor: string; seen: string; after: string | null; counts: Record<string, number>; received: number } | null
  lastSyncedAt: string | null
  /** R8: the server has lost its history; what it lost is given back first. */
  givingBack: boolean
  counts: Record<ChangeStatus, number>
  /** Open conflicts, and notices this person has not read. */
  conflicts: number
  notices: number
  /** Records that were found to differ from the server's and were downloaded again, and when last (ISO); null: none ever (R7). */
  healed: { records: number; at: string } | null
}

/** What is to be given back next (R8), or how it ended. */
export type GiveBackStep =
  /** `place`: where this ends, for the answer; no records: it is asked only where the histories part. */
  | { kind: 'send'; fromEpoch: string; seen: string[]; after: string | null; records: SyncRecord[]; place: { entity: string; id: string } | null }
  /** `lost` null: the server had lost nothing. `again`: changes that were answered there and travel once more. */
  | { kind: 'done'; why: 'epoch_changed' | 'reset'; given: number; lost: { revision: number; at: string | null } | null; again: number }

/** Where the server gave its digests: the cursor of the last page, and that cursor's revision (R7). */
export interface DigestPlace { cursor: string; revision: number }

/** The entities whose digests differ; or `hashing`: not known yet, ask again; or `moved`: this replica is not at that place any more. */
export type DigestComparison = string[] | 'hashing' | 'moved'

export interface SyncPort {
  identity(): Answer<SyncIdentity>
  state(): Answer<SyncState>
  /**
   * J4: binds an account-less database to an account in one transaction; ids stay. With `former`, one of that account, which the server has
   * lost: everything in it is given back to the new one (R8).
   */
  // Not `bind`: a Comlink proxy takes that name for Function.prototype.bind.
  bindTo(workspaceId: string, userId: string, role: string, former?: AccountIds): Answer<void>
  /** Marks and returns the next batch. With `only`, just these mutations (bisecting a refused request). */
  nextBatch(options?: { only?: string[] }): Answer<OutgoingBatch>
  /** Answers of a push, whoever pushed; unknown or settled ids are skipped (P3, P7). */
  applyResults(results: PushResult[], seen: string | null): Answer<void>
  /** Whether something is still shown as gone, or back, along with another whose change is answered (M4): a pull tells what the server made of it. */
  holdsAlong(): Answer<boolean>
  /** The request failed: rows go back to `pending`. `counts`: whether it was an attempt (the network being away is none). */
  pushFailed(changeIds: string[], error: { code: string; message: string; counts: boolean }): Answer<void>
  /** R2: page, rebase and cursor in one transaction. False where `since`, the place it was asked from, has been given up meanwhile, or `replicaId`, as which it was asked, by restoring a backup: pull again. */
  applyPage(page: { since?: string; replicaId?: string; changes: PulledChange[]; cursor: string; seen: string; hasMore: boolean; backupDays?: number | undefined }): Answer<boolean>
  /** R2: applied only where `from` is the cursor; false otherwise (pull then). */
  applyFrame(frame: SyncEventFrame): Answer<boolean>
  snapshotBegin(header: { cursor: string; seen: string; counts: Record<string, number> }, continued: boolean): Answer<void>
  snapshotRecords(records: SyncRecord[], checkpoint: string | null): Answer<void>
  snapshotEnd(): Answer<void>
  /** After the last page: looks at references, sends deferred changes again, records when. */
  pullCompleted(): Answer<void>
  /** 410, or another epoch: cursor gone, journal kept; the next pull is a snapshot. */
  resetRequired(entities: string[] | 'all'): Answer<void>
  /** R8: between a reset and the snapshot. `done` is answered once, null from then on. */
  nextGiveBack(): Answer<GiveBackStep | null>
  gaveBack(answer: GiveBackResponse, step: Extract<GiveBackStep, { kind: 'send' }>): Answer<void>
  log(entry: Omit<SyncLogEntry, 'at'>): Answer<void>
  /** All unsettled mutations, for the mirror (P7). */
  unsettled(sinceSeq: number, limit: number): Answer<Change[]>
  /**
   * Rescue: whole mutations that the mirror holds and this journal does not list as unsettled. A database that was just rebuilt after
   * damage takes them in under their ids; any other has settled or discarded them and answers 0. `isAll`: the mirror was read to its end, so it takes in
   * nothing more.
   */
  adopt(changes: Change[], isAll?: boolean): Answer<number>
  /** J2: what would go together if these were removed, for the proof that nobody has sent it; nothing where only the inverse will do. */
  discardable(mutationIds: string[]): Answer<string[][]>
  /** J2: removes what was rejected and, of the `unsent`, what never left; appends the inverse of all else. The mutations removed. */
  discard(mutationIds: string[], unsent: string[]): Answer<string[]>
  /** U1, J2: undo, redo, or undo of one act; what is among the `unsent` and never left is withdrawn, of all else the inverse is written. */
  turn(of: TurnOf, unsent: string[]): Answer<UndoResult>
  withdrawable(of: TurnOf): Answer<string[]>
  /** Which of these mutations are still to be settled. */
  unsettledAmong(mutationIds: string[]): Answer<string[]>
  /** J5, a step of at most 8 ms; true when there is more. */
  sweep(): Answer<boolean>
  /** R7, a step of at most 8 ms. `thorough`: every record is hashed anew first; to be said once, not while asking again. */
  compareDigests(at: DigestPlace, digests: Record<string, string>, thorough: boolean): Answer<DigestComparison>
  /** R7: the digests of the sixteen sub-ranges under a prefix of ids, and what all ids there begin with. Null: moved. */
  digestRanges(at: DigestPlace, entity: string, prefix: string): Answer<{ digests: string[]; common: string } | null>
  /** R7: all the server has of a range; what differs here is replaced or goes. How many differed; null: moved. */
  healRange(at: DigestPlace, entity: string, prefix: string, records: SyncRecord[]): Answer<number | null>
  /** The port gets `TablesChanged` after each commit; `journal: true` means there may be something to push. */
  subscribe(port: MessagePort): Answer<void>
}

// ---------------------------------------------------------------- starting it

/** Asks the worker to open a database, whoever has its files; answered by `Opened`. What the worker's name says it opens unasked where nobody has them. */
export interface OpenRequest {
  type: 'open'
  databaseName: string
  /** Go on in memory when the browser has no durable storage; what is opened says so. */
  allowMemory: boolean
}
/** The thread's first word: its script runs. */
export interface Awake { type: 'awake' }
export type Opened = { type: 'opened'; info: StorageInfo } | { type: 'failed'; error: ErrorBody }
/** The files are free and the thread ends: because of a `close`, or because another leader's db-worker took the files. */
export interface Closed { type: 'closed'; robbed: boolean }
/** Posted on a sync port by a thread that was robbed: nothing on it is answered any more. */
export interface Gone { type: 'gone' }
/** Hands the worker one more port: a tab's or the changes worker's. Comlink speaks on it. */
export interface ConnectRequest { type: 'connect'; role: 'data' | 'sync'; port: MessagePort }
export type ToDbWorker = OpenRequest | ConnectRequest | { type: 'close' }
