import type { Digest } from '../../merge/digest.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { FieldMeta } from '../../merge/types.ts'
import type { Role } from '../../model/entity.ts'
import type { AccountStore, ApiTokenStore } from './account-port.ts'
import type { AuditReader, AuditWriter } from './audit-port.ts'
import type { HintStore } from './hint-port.ts'
import type { RewriteSecret } from './kept-secrets.ts'
import type { TeamStore } from './team-port.ts'
import type { WebhookStore } from './webhook-port.ts'

/*
 * The storage of the sync API as a port: one engine is SQLite in a file, the other PostgreSQL; one contract suite holds for
 * both (tests/contract). The port knows workspaces, records and answers, but no entity and no rule.
 *
 * Everything about a workspace is written inside `write`, which holds that workspace's row lock from its first statement to the
 * commit: revisions are handed out in the order of commits, and no reader steps over one (R1).
 */

export interface SyncStore {
  readonly accounts: AccountStore
  readonly apiTokens: ApiTokenStore
  readonly webhooks: WebhookStore
  readonly team: TeamStore
  readonly hints: HintStore
  /** Counts that processes share; absent where there is only one process, which counts for itself. */
  readonly requests?: RequestCounts
  /**
   * One transaction on one workspace; whatever `work` throws rolls it back. `work` must await nothing but the writer: it holds the
   * lock that everybody else waits for. An engine whose connection is lost runs `work` again from its start, also where the commit may have
   * happened already: it must find what it did (answers by change id) rather than do it twice, and keep nothing of a former run
   * outside. Resolves after the commit is durable. Null: there is no such workspace.
   */
  write<T>(workspaceId: string, work: (writer: WorkspaceWriter) => Promise<T>): Promise<T | null>
  /** A consistent view of one workspace for the length of `work`; keep it short. Null: there is no such workspace. */
  read<T>(workspaceId: string, work: (reader: WorkspaceReader) => Promise<T>): Promise<T | null>
  /** Ids of workspaces in their order, those after `after`; at most `limit`. For work on all of them, one by one. */
  workspaces(after: string | null, limit: number): Promise<string[]>
  /** The version of the shape that the records of each entity have, in all workspaces (K1). */
  shapes(): Promise<Map<string, number>>
  saveShape(entity: string, version: number): Promise<void>
  /** Goes through every secret in the data, in one transaction; what `rewrite` throws leaves all as it was. For what closes and forgets them (secrets/). @returns how many changed */
  rewriteSecrets(rewrite: RewriteSecret): Promise<number>
  /** Rejects where the engine cannot be written, having tried. `migrated`: its shape is the one that this program knows. */
  health(): Promise<{ migrated: boolean }>
  /** Finishes what has begun, then closes the engine; from now on everything rejects with StoreClosedError. */
  close(): Promise<void>
}

export interface RequestCounts {
  /** Counts one more under a key; how many that makes in the current window, and how long that still lasts, ms. */
  count(key: string, windowMs: number): Promise<{ current: number; ttl: number }>
  /**
   * Takes a token out of each bucket that has one: full it holds `burst`, and one comes in every `everyMs` (whole ms). In their order: ms until there is
   * one, 0: there was. Where one has none, the others may lose theirs. Keys are not those of `count`.
   */
  take(draws: readonly { key: string; everyMs: number; burst: number }[]): Promise<number[]>
}

/** What is asked of a store after its close began: the server is stopping, and whoever asked comes again. */
export class StoreClosedError extends Error { override readonly name = 'StoreClosedError' }

/** The engine cannot be reached, and was not for as long as anybody waits. Whoever asked comes again, with the same ids. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
  /** A failing store fails the request, and not the one change that was looked at (push.ts). */
  readonly code = 'store_unavailable'
}

/** A record as the server keeps it: the wire's fields and what merging needs. */
export interface StoredRecord {
  entity: string
  id: string
  revision: number
  /** The revision that made it; tells "created" from "updated" for one who has not seen it. */
  createdRevision: number
  data: Data
  deletedAt: string | null
  updatedAt: string
  updatedBy: string
  meta: Record<string, FieldMeta>
  removed: Record<string, Json>
}

/** A record as it is written: with its share of its entity's digest (R7), where whoever writes it knows that. */
export interface RecordWrite extends StoredRecord { share?: Digest }

/** What pull and events need of a record. `data` is null where it was purged. */
export type PulledRecord = Omit<StoredRecord, 'meta' | 'removed' | 'data'> & { data: Data | null }

/** What stays of a record whose data was taken (R5): that it was, so that an edit of it can be told. */
export type PurgedRecord = PulledRecord & { data: null }

export interface RecordText { id: string; text: string }

/** Where a workspace stands. `tombstoneHorizon`: the highest revision whose tombstones are no longer given; who has not come that far takes a snapshot (R5). */
export interface WorkspaceState { revision: number; epoch: string; tombstoneHorizon: number }

/** What was answered to a change, kept as long as the workspace (P2, H1). */
export interface StoredAnswer {
  id: string
  bodyHash: string
  mutationId: string
  seq: number
  replicaId: string
  userId: string
  entity: string
  recordId: string
  status: 'applied' | 'merged' | 'conflict' | 'rejected'
  /** What the status alone does not say: superseded fields, conflicts, the error. */
  detail: Data
  /** Of the record after the change; 0 for a rejection. */
  revision: number
}

/** A replica as the server knows it; `clock` is T1's state. */
export interface StoredReplica { id: string; userId: string; deviceName: string; clock: Json; lastSeenAt: string }

/** The answer to a request over REST, and the hash of the body that it was given to. */
export interface StoredRequest { bodyHash: string; answer: Json }

export interface RecordKey { entity: string; id: string }

/** A reference field's value: the record `entity/id` names `target` in `field`. */
export interface Link { entity: string; id: string; field: string; target: string }

/** What a delete did to another record (M4): `field` null: deleted it (`value` `{by}`: by a change of its own, as given back); otherwise took `value` out of the field. */
export interface DerivedWrite { changeId: string; entity: string; id: string; field: string | null; value: Json }

/** The one open conflict of a field (M3). */
export interface OpenConflict { entity: string; recordId: string; field: string; conflictId: string }

export interface WorkspaceReader extends AuditReader {
  /** Where the workspace stands now. */
  state(): Promise<WorkspaceState>
  /**
   * Records changed after each entity's position, in revision order, tombstones included and what was purged since the horizon;
   * entities without a position are left out. At most `limit`.
   */
  changedAfter(positions: ReadonlyMap<string, number>, limit: number): Promise<PulledRecord[]>
  /**
   * Records of an entity, newest id first, below `before`, each as the JSON text of the wire's record: a snapshot sends what is stored
   * as it is stored, without reading it and writing it again. Purged ones are left out; so are they of `counts`.
   */
  textsByIdDescending(entity: string, before: string | null, limit: number): Promise<RecordText[]>
  counts(entities: readonly string[]): Promise<Record<string, number>>
  /** The entities that have records here, known to this server's model or not (R4). */
  entityNames(): Promise<string[]>
  /** The last commit at or below a revision; null before the first (R1). */
  commitAtOrBefore(revision: number): Promise<{ revision: number; mark: string } | null>
  /** The mark of the commit that ended at exactly this revision. */
  markOf(revision: number): Promise<string | null>
  /** When that commit was made, ISO 8601. */
  committedAt(revision: number): Promise<string | null>
  /**
   * R7: the sum of the shares of each entity's records, kept by every write. `unknown`: how many records have none: written before there
   * were digests, or by something else than this program.
   */
  digests(entities: readonly string[]): Promise<Record<string, { digest: Digest; unknown: number }>>
  /** The same of the sixteen sub-ranges under a prefix (merge/id-range.ts), in order, with how many records they hold, and what all ids there begin with. */
  digestRanges(entity: string, prefix: string): Promise<{ ranges: { prefix: string; digest: Digest; count: number }[]; common: string }>
  /** Records of an entity whose ids begin with a prefix, by id. At most `limit`. */
  recordsUnder(entity: string, prefix: string, limit: number): Promise<PulledRecord[]>
  /** Records of an entity by id, those beyond `from`, lowest first (`up`) or highest first; purged ones are left out. At most `limit`. */
  recordsInOrder(entity: string, from: string | null, direction: 'up' | 'down', limit: number): Promise<PulledRecord[]>
  /** Those of these that there are, in no order; `data` is null where it was purged. */
  pulledRecords(keys: readonly RecordKey[]): Promise<PulledRecord[]>
}

export interface WorkspaceWriter extends WorkspaceReader, AuditWriter {
  role(userId: string): Promise<Role | null>
  records(keys: readonly RecordKey[]): Promise<(StoredRecord | PurgedRecord)[]>
  answers(changeIds: readonly string[]): Promise<StoredAnswer[]>
  replicas(ids: readonly string[]): Promise<StoredReplica[]>
  userNames(ids: readonly string[]): Promise<Map<string, string>>
  /** Everything that names `target` in a reference field. */
  linksTo(target: string): Promise<Link[]>
  derivedBy(changeId: string): Promise<DerivedWrite[]>
  openConflicts(keys: readonly RecordKey[]): Promise<OpenConflict[]>
  /**
   * The last revision a dead epoch shares with the living one, as far as this replica proved it; where it proved nothing, the highest
   * that any did. Null: never heard of that epoch.
   */
  lastCommonRevision(epoch: string, replicaId: string): Promise<number | null>
  /** Notes what a replica proved of a dead epoch; one never heard of is known from now on. */
  noteCommonRevision(epoch: string, replicaId: string, revision: number, at: string): Promise<void>
  /** The revision at which a dead epoch was found to be dead; null: never heard of it. */
  endedAt(epoch: string): Promise<number | null>
  /** R8: the highest old revision that was given back to each record from an epoch; records to which nothing was are left out. */
  givenBack(epoch: string, keys: readonly RecordKey[]): Promise<(RecordKey & { revision: number })[]>
  noteGivenBack(epoch: string, given: readonly (RecordKey & { revision: number })[]): Promise<void>
  /** An entity's records whose data's member is one of these values; looks through all of them. */
  recordsWith(entity: string, member: string, values: readonly string[]): Promise<StoredRecord[]>
  save(batch: WriteBatch): Promise<void>
  /** Records of these entities whose share is not known. At most `limit`. */
  withoutShare(entities: readonly string[], limit: number): Promise<PulledRecord[]>
  saveShares(shares: readonly (RecordKey & { share: Digest })[]): Promise<void>
  /**
   * The revision of the last commit before a time; 0 where there was none. The clock may have stood in the past for a while: what was
   * committed after the first commit since that time is not before it, whatever it says; and in the future: times that are not
   * yet say nothing.
   */
  revisionBefore(at: string, now: string): Promise<number>
  /**
   * Tombstones to purge: of a revision up to `upTo`, deleted before a time, and named by no reference field of another record, so that
   * nothing that can still be seen or restored is left without what it names. Lowest revision first.
   */
  dueTombstones(due: { upTo: number; deletedBefore: string }, limit: number): Promise<StoredRecord[]>
  /** Conflicts and notices about any of the records. */
  recordsAbout(recordIds: readonly string[], limit: number): Promise<StoredRecord[]>
  /** Records of an entity between two revisions (after the one, up to the other), lowest first. */
  recordsBetween(entity: string, after: number, upTo: number, limit: number): Promise<StoredRecord[]>
  /** The highest revision, up to one, at which a record was purged; 0: none was. */
  lastPurged(upTo: number): Promise<number>
  /** Takes data for good, with the links, derived writes and open conflicts of it, and raises the horizon. */
  purge(batch: PurgeBatch): Promise<void>
  /** Removes what stayed of an entity's purged records up to a revision, at most `limit`; how many. For what nobody can write to. */
  forgetPurged(entity: string, upTo: number, limit: number): Promise<number>
  /** Records of an entity by id, those after `after`. */
  recordsById(entity: string, after: string | null, limit: number): Promise<StoredRecord[]>
  /** Writes records in another shape (K1): the same revisions, so nobody hears of it. Links replace those they had. */
  reshape(records: readonly { record: StoredRecord; links: readonly Link[] }[]): Promise<void>
  saveReplica(replica: StoredReplica): Promise<void>
  /** What was answered to a request that its sender gave a key (`Idempotency-Key`); null: nothing yet. */
  request(userId: string, key: string): Promise<StoredRequest | null>
  /** Keeps an answer, and forgets those from before a time. */
  saveRequest(userId: string, key: string, request: StoredRequest, at: string, forgetBefore: string): Promise<void>
  /** Forgets the answers from before a time: a record that is gone for good would live on in them. */
  forgetRequests(before: string): Promise<void>
  /** A history that went another way than what devices saw begins another epoch. */
  beginEpoch(epoch: string, at: string): Promise<void>
}

/** What a transaction writes, at its end. */
export interface WriteBatch {
  /** The workspace's revision after it, with the commit's random mark (R1). Null: no record was written. */
  commit: { revision: number; mark: string; at: string } | null
  records: readonly RecordWrite[]
  answers: readonly StoredAnswer[]
  /** Each listed record's links replace those it had. */
  links: readonly { entity: string; id: string; links: readonly Link[] }[]
  derived: readonly DerivedWrite[]
  openedConflicts: readonly OpenConflict[]
  closedConflicts: readonly OpenConflict[]
}

/** A step of the purge. */
export interface PurgeBatch {
  /** As of a WriteBatch; null: only the horizon moves. */
  commit: { revision: number; mark: string; at: string } | null
  /** Each with its new revision and the change that deleted it, where that is known. */
  records: readonly (RecordKey & { revision: number; deletedBy: string | null })[]
  tombstoneHorizon: number
}
