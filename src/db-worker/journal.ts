import { bodyHash } from '../merge/canonical.ts'
import type { Change, Op } from '../protocol/change.ts'
import type { Json } from '../shared/json.ts'
import { utf8Length } from '../shared/utf8-length.ts'
import type { ChangeStatus, JournalRow } from './contract.ts'
import type { Meta } from './meta.ts'
import type { Db, SqlValue } from './sqlite.ts'

/** `local_changes`: every change of this replica until it is settled and for a while after (J1, J2). */
export interface Journal {
  /** Writes a pending change; how many bytes of JSON it is on the wire, or a little more. */
  append(change: Change, about: { label: string; title: string; createdAt: number }): number
  /** The next number to give; strictly rising over the replica's life, also after rows were swept. */
  nextSeq(): number
  lastAt(): string | null
  byId(id: string): JournalEntry | null
  /** Of a change only what settling it asks for. */
  statusOf(id: string): Standing | null
  byMutation(mutationId: string): JournalEntry[]
  /** Of an act: a mutation's or a group's changes, by seq. */
  byAct(id: string): JournalEntry[]
  /** Unsettled changes of a record, by seq, as they were journaled. */
  unsettledOf(entity: string, recordId: string): Change[]
  /** Of all records, by seq. */
  unsettledAfter(seq: number, limit: number): JournalEntry[]
  hasUnsettled(entity: string, recordId: string): boolean
  anyUnsettled(): boolean
  anyPending(): boolean
  select(where: string, params: readonly SqlValue[], rest?: string): JournalEntry[]
  setStatus(id: string, status: ChangeStatus, more?: { error?: JournalRow['error']; settledAt?: number; waitsFor?: string }): void
  counts(): Record<ChangeStatus, number>
  /** A transaction was rolled back, or the database is another: what was noted of it counts for nothing. */
  forget(): void
}

export interface Standing { status: ChangeStatus; sent: 0 | 1; entity: string; recordId: string; mutationId: string }

export interface JournalEntry {
  change: Change
  status: ChangeStatus
  label: string
  title: string
  attempts: number
  error: JournalRow['error']
  /** Has left this device at least once, so the server may have applied it (J2). */
  sent: boolean
  waitsFor: string | null
  createdAt: number
  /** On the wire, or a little more. */
  bytes: number
}

/**
 * The change as it leaves this replica, with its hash. What may have left is never altered, so the hash of what was journaled can be
 * taken when it is first needed: a third of a write's time is spared where somebody waits for it.
 */
export const hashed = (change: Change): Change => (change.bodyHash === undefined ? { ...change, bodyHash: bodyHash(change) } : change)

/** For SQL. */
export const isUnsettled = "status IN ('pending', 'pushing', 'deferred')"

/** For SQL: a failed change that keeps the whole record (R5). */
export const isKept = "(status = 'failed' AND error ->> '$.kept' IS NOT NULL)"

const unsettledStatuses = ['pending', 'pushing', 'deferred'] as const

/** Status by status along the index: a walk by seq would pass every change that was ever settled. */
const unsettledSql = `SELECT * FROM local_changes WHERE seq IN (${unsettledStatuses
  .map((status) => `SELECT seq FROM (SELECT seq FROM local_changes WHERE status = '${status}' AND seq > ? ORDER BY seq LIMIT ?)`)
  .join(' UNION ALL ')}) ORDER BY seq LIMIT ?`

export function createJournal(db: Db, meta: Meta): Journal {
  const select: Journal['select'] = (where, params, rest = 'ORDER BY seq') =>
    db.all<Raw>(`SELECT * FROM local_changes WHERE ${where} ${rest}`, params).map(entryOf)
  /**
   * Nothing is unsettled, so no record need be asked about: mostly so where others' edits come down. Only what is appended or goes back to waiting ends it. False:
   * nobody has looked, or something is.
   */
  let isSettled = false
  const anyUnsettled = (): boolean => {
    isSettled ||= db.value(`SELECT 1 FROM local_changes WHERE ${isUnsettled} LIMIT 1`) === undefined
    return !isSettled
  }
  /** As they were when the connection had written so many rows: who shows them asks far more often than they change. */
  let counted: { written: number; counts: Record<ChangeStatus, number> } | null = null
  const count = (): Record<ChangeStatus, number> => {
    const counts: Record<ChangeStatus, number> = { pending: 0, pushing: 0, deferred: 0, synced: 0, conflict: 0, failed: 0, replaced: 0 }
    for (const { status, n } of db.all<{ status: ChangeStatus; n: number }>('SELECT status, count(*) AS n FROM local_changes GROUP BY status')) counts[status] = n
    return counts
  }
  /** The highest number that was given or read; null: nobody has looked. */
  let lastSeq: number | null = null
  return {
    select,
    append: (change, { label, title, createdAt }) => {
      isSettled = false
      if (lastSeq !== null && change.seq > lastSeq) lastSeq = change.seq
      const patch = JSON.stringify(change.patch), before = jsonOf(change.before), along = jsonOf(change.along)
      db.run(
        `INSERT INTO local_changes (seq, id, mutation_id, group_id, entity, record_id, op, patch, before, base_revision, base_epoch, at,
           schema_version, body_hash, status, label, title, created_at, along, undoes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?)`,
        [
          change.seq, change.id, change.mutationId, change.groupId ?? null, change.entity, change.recordId, change.op,
          patch, before, change.baseRevision ?? 0,
          change.baseEpoch ?? null, change.at, change.schemaVersion, change.bodyHash ?? '', label, title, createdAt, along, change.undoes ?? null,
        ])
      return wireBytes(patch, before, along)
    },
    nextSeq: () => Math.max(lastSeq ??= db.value<number | null>('SELECT max(seq) FROM local_changes') ?? 0, meta.get('seqFloor') ?? 0) + 1,
    lastAt: () => db.value<string>('SELECT at FROM local_changes ORDER BY seq DESC LIMIT 1') ?? meta.get('lastAt'),
    byId: (id) => select('id = ?', [id])[0] ?? null,
    statusOf: (id) => db.get<Standing>('SELECT status, sent, entity, record_id AS recordId, mutation_id AS mutationId FROM local_changes WHERE id = ?', [id]) ?? null,
    byMutation: (mutationId) => select('mutation_id = ?', [mutationId]),
    byAct: (id) => select('mutation_id = ? OR group_id = ?', [id, id]),
    unsettledOf: (entity, recordId) => (isSettled ? [] : select(`record_id = ? AND entity = ? AND ${isUnsettled}`, [recordId, entity]).map((entry) => entry.change)),
    unsettledAfter: (seq, limit) => db.all<Raw>(unsettledSql, [seq, limit, seq, limit, seq, limit, limit]).map(entryOf),
    hasUnsettled: (entity, recordId) => anyUnsettled()
      && db.value(`SELECT 1 FROM local_changes WHERE record_id = ? AND entity = ? AND ${isUnsettled} LIMIT 1`, [recordId, entity]) !== undefined,
    anyUnsettled,
    anyPending: () => db.value("SELECT 1 FROM local_changes WHERE status = 'pending' LIMIT 1") !== undefined,
    setStatus: (id, status, { error = null, settledAt, waitsFor } = {}) => {
      isSettled = false
      db.run('UPDATE local_changes SET status = ?, error = ?, settled_at = ?, waits_for = ? WHERE id = ?',
        [status, error === null ? null : JSON.stringify(error), settledAt ?? null, waitsFor ?? null, id])
    },
    counts: () => {
      // What a transaction has written may still be rolled back, and would have been written all the same.
      if (db.inTransaction()) return count()
      const written = db.totalChanges()
      if (counted?.written !== written) counted = { written, counts: count() }
      return { ...counted.counts }
    },
    forget: () => {
      isSettled = false
      counted = null
      lastSeq = null
    },
  }
}

const jsonOf = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

/** Everything of a change but `patch`, `before` and `along`: ids, hash, times and the names of the members. */
const frameBytes = 620

const wireBytes = (patch: string, before: string | null, along: string | null): number =>
  frameBytes + utf8Length(patch) + utf8Length(before ?? '') + utf8Length(along ?? '')

interface Raw {
  seq: number; id: string; mutation_id: string; group_id: string | null; entity: string; record_id: string; op: string; patch: string
  before: string | null; base_revision: number; base_epoch: string | null; at: string; schema_version: number; body_hash: string
  status: string; label: string; title: string; attempts: number; error: string | null; sent: number; waits_for: string | null; created_at: number; along: string | null; undoes: string | null
}

/** The change exactly as it was journaled, so that its hash is true whenever it is taken. */
function entryOf(raw: Raw): JournalEntry {
  return {
    change: {
      id: raw.id,
      ...(raw.body_hash === '' ? {} : { bodyHash: raw.body_hash }),
      mutationId: raw.mutation_id,
      ...(raw.group_id === null ? {} : { groupId: raw.group_id }),
      seq: raw.seq,
      entity: raw.entity,
      recordId: raw.record_id,
      op: raw.op as Op,
      patch: JSON.parse(raw.patch) as Record<string, Json>,
      ...(raw.before === null ? {} : { before: JSON.parse(raw.before) as Record<string, Json> }),
      baseRevision: raw.base_revision,
      ...(raw.base_epoch === null ? {} : { baseEpoch: raw.base_epoch }),
      ...(raw.along === null ? {} : { along: JSON.parse(raw.along) as Record<string, number> }),
      ...(raw.undoes === null ? {} : { undoes: raw.undoes }),
      at: raw.at,
      schemaVersion: raw.schema_version,
    },
    status: raw.status as ChangeStatus,
    label: raw.label,
    title: raw.title,
    attempts: raw.attempts,
    error: raw.error === null ? null : JSON.parse(raw.error) as JournalRow['error'],
    sent: raw.sent === 1,
    waitsFor: raw.waits_for,
    createdAt: raw.created_at,
    bytes: wireBytes(raw.patch, raw.before, raw.along),
  }
}
