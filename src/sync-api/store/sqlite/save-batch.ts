import { digestParts } from '../../../merge/digest.ts'
import type { RecordWrite, StoredAnswer, WriteBatch } from '../port.ts'
import { encodeMeta } from '../meta-codec.ts'
import type { Bind, Connection } from './connection.ts'

/** Writes everything a transaction came to: records, answers, links, conflicts, the new revision and its mark. */
export function saveBatch(connection: Connection, workspaceId: string, batch: WriteBatch): void {
  // Along the table's key: what lies side by side is written at one go, instead of a contact, a history entry, a contact…
  inChunks(connection, batch.records.toSorted(byKey), saveRecords, (record, binds) => { bindRecord(workspaceId, record, binds) })
  inChunks(connection, batch.answers, saveAnswers, (answer, binds) => { bindAnswer(workspaceId, answer, binds) })

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

const chunk = 20

const values = (rows: number, columns: number): string =>
  Array<string>(rows).fill(`(${Array<string>(columns).fill('?').join(', ')})`).join(', ')

const recordsSql = (rows: number): string => `
  INSERT INTO records VALUES ${values(rows, 15)} ON CONFLICT (workspace_id, entity, id) DO UPDATE SET
    revision = excluded.revision, created_revision = excluded.created_revision, data = excluded.data, deleted_at = excluded.deleted_at, updated_at = excluded.updated_at,
    updated_by = excluded.updated_by, meta = excluded.meta, removed = excluded.removed,
    share_a = excluded.share_a, share_b = excluded.share_b, share_c = excluded.share_c, share_d = excluded.share_d`
// The same id twice is a bug: an answer is written once and kept.
const answersSql = (rows: number): string => `INSERT INTO changes VALUES ${values(rows, 12)}`

interface ChunkedSql { one: string; many: string }
const saveRecords: ChunkedSql = { one: recordsSql(1), many: recordsSql(chunk) }
const saveAnswers: ChunkedSql = { one: answersSql(1), many: answersSql(chunk) }

/** Full chunks first, then single rows: two prepared statements, whatever the length. */
function inChunks<T>(connection: Connection, items: readonly T[], sql: ChunkedSql, bind: (item: T, binds: Bind[]) => void): void {
  const run = (statement: string, from: number, to: number): void => {
    const binds: Bind[] = []
    for (let at = from; at < to; at += 1) bind(items[at]!, binds)
    connection.prepare(statement).runList(binds)
  }
  let from = 0
  for (; from + chunk <= items.length; from += chunk) run(sql.many, from, from + chunk)
  for (; from < items.length; from += 1) run(sql.one, from, from + 1)
}

function bindRecord(workspaceId: string, record: RecordWrite, binds: Bind[]): void {
  binds.push(
    workspaceId, record.entity, record.id, record.revision, record.createdRevision, JSON.stringify(record.data), record.deletedAt,
    record.updatedAt, record.updatedBy, encodeMeta(record.meta), Object.keys(record.removed).length === 0 ? '' : JSON.stringify(record.removed),
  )
  if (record.share === undefined) binds.push(null, null, null, null)
  else binds.push(...digestParts(record.share))
}

function bindAnswer(workspaceId: string, answer: StoredAnswer, binds: Bind[]): void {
  binds.push(
    workspaceId, answer.id, answer.bodyHash, answer.mutationId, answer.seq, answer.replicaId, answer.userId, answer.entity, answer.recordId,
    answer.status, Object.keys(answer.detail).length === 0 ? '' : JSON.stringify(answer.detail), answer.revision,
  )
}
