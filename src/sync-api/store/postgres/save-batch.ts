import { digestParts } from '../../../merge/digest.ts'
import { encodeMeta } from '../meta-codec.ts'
import type { Link, RecordKey, RecordWrite, StoredAnswer, WriteBatch } from '../port.ts'
import { movingDigests } from './digest-sums.ts'
import type { Bind, Session } from './session.ts'

/** Writes everything a transaction came to, a statement a table: each is a way to the database and back. */
export async function saveBatch(session: Session, workspaceId: string, batch: WriteBatch): Promise<void> {
  if (batch.records.length > 0) {
    await movingDigests(session, workspaceId, batch.records, () => session.run(saveRecords, workspaceId, ...columns(batch.records, recordRow, 15)), batch.records)
  }
  // The same id twice is a bug: an answer is written once and kept.
  if (batch.answers.length > 0) await session.run(saveAnswers, workspaceId, ...columns(batch.answers, answerRow, 11))
  await replaceLinks(session, workspaceId, batch.links, batch.links.flatMap(({ links }) => links))
  if (batch.derived.length > 0) {
    await session.run(saveDerived, workspaceId, ...columns([...new Map(batch.derived.map((write) => [`${write.changeId}/${write.entity}/${write.id}/${write.field ?? ''}`, write])).values()],
      (write) => [write.changeId, write.entity, write.id, write.field ?? '', JSON.stringify(write.value)], 5))
  }
  if (batch.closedConflicts.length > 0) {
    await session.run(`
      DELETE FROM open_conflicts USING unnest($2::text[], $3::text[], $4::text[]) AS closed (entity, record_id, field)
      WHERE workspace_id = $1 AND open_conflicts.entity = closed.entity AND open_conflicts.record_id = closed.record_id AND open_conflicts.field = closed.field`,
    workspaceId, ...columns(batch.closedConflicts, (conflict) => [conflict.entity, conflict.recordId, conflict.field], 3))
  }
  if (batch.openedConflicts.length > 0) {
    await session.run('INSERT INTO open_conflicts SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])', workspaceId,
      ...columns(batch.openedConflicts, (conflict) => [conflict.entity, conflict.recordId, conflict.field, conflict.conflictId], 4))
  }
  if (batch.commit !== null) await saveCommit(session, workspaceId, batch.commit)
}

export async function saveCommit(session: Session, workspaceId: string, { revision, mark, at }: NonNullable<WriteBatch['commit']>): Promise<void> {
  await session.run('INSERT INTO commits VALUES ($1, $2, $3, $4)', workspaceId, revision, mark, at)
  await session.run('UPDATE workspace_states SET revision = $2 WHERE workspace_id = $1', workspaceId, revision)
}

/** Takes away the links of `of`, and notes `links`. */
export async function replaceLinks(session: Session, workspaceId: string, of: readonly RecordKey[], links: readonly Link[]): Promise<void> {
  if (of.length > 0) {
    await session.run(`
      DELETE FROM links USING unnest($2::text[], $3::text[]) AS wanted (entity, id)
      WHERE workspace_id = $1 AND links.entity = wanted.entity AND links.id = wanted.id`, workspaceId, ...columns(of, ({ entity, id }) => [entity, id], 2))
  }
  if (links.length > 0) {
    await session.run('INSERT INTO links SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])', workspaceId,
      ...columns(links, (link) => [link.target, link.entity, link.id, link.field], 4))
  }
}

type Cell = string | number | null

/** Rows as lists of columns, which is how `unnest` takes them: one statement for any number of rows. */
export const columns = <T>(items: readonly T[], row: (item: T) => readonly Cell[], width: number): Bind[] => {
  const rows = items.map(row)
  return Array.from({ length: width }, (_, column) => rows.map((cells) => cells[column]!))
}

const saveRecords = `
  INSERT INTO records (workspace_id, entity, id, revision, created_revision, data, deleted_at, updated_at, updated_by, meta, removed, about, share_a, share_b, share_c, share_d)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
    $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[])
  ON CONFLICT (workspace_id, entity, id) DO UPDATE SET
    revision = excluded.revision, created_revision = excluded.created_revision, data = excluded.data, deleted_at = excluded.deleted_at,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by, meta = excluded.meta, removed = excluded.removed, about = excluded.about,
    share_a = excluded.share_a, share_b = excluded.share_b, share_c = excluded.share_c, share_d = excluded.share_d`

const recordRow = (record: RecordWrite): Cell[] => [
  record.entity, record.id, record.revision, record.createdRevision, JSON.stringify(record.data), record.deletedAt, record.updatedAt, record.updatedBy,
  encodeMeta(record.meta), Object.keys(record.removed).length === 0 ? '' : JSON.stringify(record.removed), aboutOf(record),
  ...(record.share === undefined ? [null, null, null, null] : digestParts(record.share)),
]

/** Conflicts and notices name the record that they are about, and are found by it (the purge). */
export function aboutOf({ entity, data }: Pick<RecordWrite, 'entity' | 'data'>): string | null {
  const about = entity === 'conflicts' || entity === 'notices' ? data['recordId'] : null
  return typeof about === 'string' ? about : null
}

const saveAnswers = `
  INSERT INTO changes (workspace_id, id, body_hash, mutation_id, seq, replica_id, user_id, entity, record_id, status, detail, revision)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[])`

const answerRow = (answer: StoredAnswer): Cell[] => [
  answer.id, answer.bodyHash, answer.mutationId, answer.seq, answer.replicaId, answer.userId, answer.entity, answer.recordId, answer.status,
  Object.keys(answer.detail).length === 0 ? '' : JSON.stringify(answer.detail), answer.revision,
]

const saveDerived = `
  INSERT INTO derived SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
  ON CONFLICT (workspace_id, change_id, entity, id, field) DO UPDATE SET value = excluded.value`
