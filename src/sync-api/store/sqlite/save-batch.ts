import { digestParts } from '../../../merge/digest.ts'
import type { RecordWrite, StoredAnswer, WriteBatch } from '../port.ts'
import { encodeMeta } from '../meta-codec.ts'
import { chunkedSql, inChunks, rowsSql } from './chunks.ts'
import type { Bind, Connection } from './connection.ts'

/** Writes everything a transaction came to: records, answers, links, conflicts, the new revision and its mark. */
export function saveBatch(connection: Connection, workspaceId: string, batch: WriteBatch): void {
  // Along the table's key: what lies side by side is written at one go, instead of a contact, a history entry, a contact…
  inChunks(connection, workspaceId, batch.records.toSorted(byKey), saveRecords, bindRecord)
  inChunks(connection, workspaceId, batch.answers, saveAnswers, bindAnswer)

  for (const { entity, id, links } of batch.links) {
    connection.prepare('DELETE FROM links WHERE workspace_id = ? AND entity = ? AND id = ?').run(workspaceId, entity, id)
    for (const link of links) {
      connection.prepare('INSERT INTO links VALUES (?, ?, ?, ?, ?)').run(workspaceId, link.target, link.entity, link.id, link.field)
    }
  }
  for (const write of batch.derived) {
    connection.prepare('INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?, ?)')
      .run(workspaceId, write.changeId, write.entity, write.id, write.field ?? '', JSON.stringify(write.value))
  }
  for (const conflict of batch.closedConflicts) {
    connection.prepare('DELETE FROM open_conflicts WHERE workspace_id = ? AND entity = ? AND record_id = ? AND field = ?')
      .run(workspaceId, conflict.entity, conflict.recordId, conflict.field)
  }
  for (const conflict of batch.openedConflicts) {
    connection.prepare('INSERT INTO open_conflicts VALUES (?, ?, ?, ?, ?)')
      .run(workspaceId, conflict.entity, conflict.recordId, conflict.field, conflict.conflictId)
  }
  if (batch.commit !== null) {
    connection.prepare('INSERT INTO commits VALUES (?, ?, ?, ?)').run(workspaceId, batch.commit.revision, batch.commit.mark, batch.commit.at)
    connection.prepare('UPDATE workspaces SET revision = ? WHERE id = ?').run(batch.commit.revision, workspaceId)
  }
}

const byKey = (a: RecordWrite, b: RecordWrite): number =>
  (a.entity === b.entity ? (a.id < b.id ? -1 : 1) : a.entity < b.entity ? -1 : 1)

/*
 * OR FAIL: what a statement had written before it failed is left to whoever called, who takes all of it back. By itself it would keep a copy of each page
 * that it writes to, for that alone.
 */
const recordsSql = (rows: number): string => `
  INSERT OR FAIL INTO records VALUES ${rowsSql(rows, 15)} ON CONFLICT (workspace_id, entity, id) DO UPDATE SET
    revision = excluded.revision, created_revision = excluded.created_revision, data = excluded.data, deleted_at = excluded.deleted_at, updated_at = excluded.updated_at,
    updated_by = excluded.updated_by, meta = excluded.meta, removed = excluded.removed,
    share_a = excluded.share_a, share_b = excluded.share_b, share_c = excluded.share_c, share_d = excluded.share_d`
// The same id twice is a bug: an answer is written once and kept.
const answersSql = (rows: number): string => `INSERT OR FAIL INTO changes VALUES ${rowsSql(rows, 12)}`

const saveRecords = chunkedSql(recordsSql), saveAnswers = chunkedSql(answersSql)

function bindRecord(record: RecordWrite, binds: Bind[]): void {
  binds.push(
    record.entity, record.id, record.revision, record.createdRevision, JSON.stringify(record.data), record.deletedAt,
    record.updatedAt, record.updatedBy, encodeMeta(record.meta), Object.keys(record.removed).length === 0 ? '' : JSON.stringify(record.removed),
  )
  if (record.share === undefined) binds.push(null, null, null, null)
  else binds.push(...digestParts(record.share))
}

function bindAnswer(answer: StoredAnswer, binds: Bind[]): void {
  binds.push(
    answer.id, answer.bodyHash, answer.mutationId, answer.seq, answer.replicaId, answer.userId, answer.entity, answer.recordId,
    answer.status, Object.keys(answer.detail).length === 0 ? '' : JSON.stringify(answer.detail), answer.revision,
  )
}
