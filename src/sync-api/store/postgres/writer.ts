import { digestParts } from '../../../merge/digest.ts'
import type { Role } from '../../../model/entity.ts'
import type { Json } from '../../../shared/json.ts'
import type { DerivedWrite, Link, OpenConflict, RecordKey, WorkspaceWriter } from '../port.ts'
import { keptRecord, pulledColumns, pulledRecord, storedAnswer, storedRecords, storedReplica, type AnswerRow, type RecordRow, type ReplicaRow } from '../rows.ts'
import type { AuditHead } from '../audit-port.ts'
import { auditWriter } from './audit.ts'
import { movingDigests } from './digest-sums.ts'
import { purgeQueries } from './purge.ts'
import { createReader } from './reader.ts'
import { columns, saveBatch } from './save-batch.ts'
import type { Session } from './session.ts'

/** Reads and writes one workspace inside an open transaction that holds its row. */
export function createWriter(session: Session, workspaceId: string, audit: AuditHead): WorkspaceWriter {
  const forgetRequests = async (before: string): Promise<void> => { await session.run('DELETE FROM rest_requests WHERE workspace_id = $1 AND at < $2', workspaceId, before) }
  return {
    ...createReader(session, workspaceId),
    ...purgeQueries(session, workspaceId),
    ...auditWriter(session, workspaceId, audit),

    async role(userId) {
      return (await session.get<{ role: Role }>('SELECT role FROM memberships WHERE workspace_id = $1 AND user_id = $2', workspaceId, userId))?.role ?? null
    },

    async records(keys) {
      if (keys.length === 0) return []
      return (await session.all<RecordRow>(`
        SELECT ${pulledColumns}, meta, removed FROM unnest($2::text[], $3::text[]) AS wanted (entity, id)
        JOIN records ON records.workspace_id = $1 AND records.entity = wanted.entity AND records.id = wanted.id`, workspaceId, ...keyColumns(keys))).map(keptRecord)
    },

    async answers(changeIds) {
      return (await session.all<AnswerRow>('SELECT * FROM changes WHERE workspace_id = $1 AND id = ANY ($2::text[])', workspaceId, changeIds)).map(storedAnswer)
    },

    async replicas(ids) {
      return (await session.all<ReplicaRow>('SELECT * FROM replicas WHERE workspace_id = $1 AND id = ANY ($2::text[])', workspaceId, ids))
        .map(storedReplica)
    },

    async userNames(ids) {
      const rows = await session.all<{ id: string; name: string }>('SELECT id, name FROM users WHERE id = ANY ($1::text[])', ids)
      return new Map(rows.map((row) => [row.id, row.name]))
    },

    linksTo: (target) => session.all<Link>('SELECT entity, id, field, target FROM links WHERE workspace_id = $1 AND target = $2', workspaceId, target),

    async derivedBy(changeId) {
      return (await session.all<{ entity: string; id: string; field: string; value: string }>(
        'SELECT entity, id, field, value FROM derived WHERE workspace_id = $1 AND change_id = $2', workspaceId, changeId))
        .map((row): DerivedWrite => ({ changeId, entity: row.entity, id: row.id, field: row.field === '' ? null : row.field, value: JSON.parse(row.value) as Json }))
    },

    openConflicts: (keys) => session.all<OpenConflict>(`
      SELECT open_conflicts.entity, record_id AS "recordId", field, conflict_id AS "conflictId" FROM unnest($2::text[], $3::text[]) AS wanted (entity, id)
      JOIN open_conflicts ON workspace_id = $1 AND open_conflicts.entity = wanted.entity AND record_id = wanted.id`, workspaceId, ...keyColumns(keys)),

    async lastCommonRevision(epoch, replicaId) {
      return (await session.get<{ last: number | null }>(`
        SELECT coalesce(epoch_proofs.revision, last_common_revision) AS last FROM epochs
        LEFT JOIN epoch_proofs ON epoch_proofs.workspace_id = epochs.workspace_id AND epoch_proofs.epoch = epochs.epoch AND replica_id = $3
        WHERE epochs.workspace_id = $1 AND epochs.epoch = $2`, workspaceId, epoch, replicaId))?.last ?? null
    },

    async noteCommonRevision(epoch, replicaId, revision, at) {
      await session.run(`
        INSERT INTO epochs AS known (workspace_id, epoch, last_common_revision, began_at, ended_revision)
        SELECT workspace_id, $2, $3, $4, revision FROM workspace_states WHERE workspace_id = $1
        ON CONFLICT (workspace_id, epoch) DO UPDATE SET last_common_revision = greatest(known.last_common_revision, excluded.last_common_revision)
        WHERE known.last_common_revision IS NOT NULL`, workspaceId, epoch, revision, at)
      await session.run(`
        INSERT INTO epoch_proofs VALUES ($1, $2, $3, $4)
        ON CONFLICT (workspace_id, epoch, replica_id) DO UPDATE SET revision = excluded.revision`, workspaceId, epoch, replicaId, revision)
    },

    async endedAt(epoch) {
      return (await session.get<{ ended: number | null }>(
        'SELECT ended_revision AS ended FROM epochs WHERE workspace_id = $1 AND epoch = $2', workspaceId, epoch))?.ended ?? null
    },

    async givenBack(epoch, keys) {
      return session.all<RecordKey & { revision: number }>(`
        SELECT given_back.entity, given_back.id, revision FROM unnest($2::text[], $3::text[]) AS wanted (entity, id)
        JOIN given_back ON workspace_id = $1 AND epoch = $4 AND given_back.entity = wanted.entity AND given_back.id = wanted.id`,
      workspaceId, ...keyColumns(keys), epoch)
    },

    async noteGivenBack(epoch, given) {
      // The highest of a record alone: a statement may not write a row twice.
      const highest = new Map<string, RecordKey & { revision: number }>()
      for (const one of given) {
        const key = `${one.entity}/${one.id}`
        if ((highest.get(key)?.revision ?? -1) < one.revision) highest.set(key, one)
      }
      await session.run(`
        INSERT INTO given_back AS kept SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::bigint[])
        ON CONFLICT (workspace_id, epoch, entity, id) DO UPDATE SET revision = greatest(kept.revision, excluded.revision)`,
      workspaceId, epoch, ...columns([...highest.values()], ({ entity, id, revision }) => [entity, id, revision], 3))
    },

    async recordsWith(entity, member, values) {
      if (values.length === 0) return []
      // The text is looked for first, as JSON.stringify wrote it; only what has it somewhere is read as JSON.
      const rows = await session.all<RecordRow>(`
        SELECT ${pulledColumns}, meta, removed FROM records WHERE workspace_id = $1 AND entity = $2 AND data <> 'null'
          AND EXISTS (SELECT 1 FROM unnest($3::text[]) AS part WHERE strpos(data, part) > 0)`, workspaceId, entity, values.map((value) => JSON.stringify(value)))
      return storedRecords(rows).filter(({ data }) => (values as readonly unknown[]).includes(data[member]))
    },

    save: (batch) => saveBatch(session, workspaceId, batch),

    async withoutShare(entities, limit) {
      return (await session.all<RecordRow>(
        `SELECT ${pulledColumns} FROM records WHERE workspace_id = $1 AND entity = ANY ($2::text[]) AND share_a IS NULL LIMIT $3`, workspaceId, entities, limit)).map(pulledRecord)
    },

    async saveShares(shares) {
      await movingDigests(session, workspaceId, shares, () => session.run(`
        UPDATE records SET share_a = made.a, share_b = made.b, share_c = made.c, share_d = made.d
        FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) AS made (entity, id, a, b, c, d)
        WHERE workspace_id = $1 AND records.entity = made.entity AND records.id = made.id`,
      workspaceId, ...columns(shares, ({ entity, id, share }) => [entity, id, ...digestParts(share)], 6)))
    },

    async saveReplica(replica) {
      await session.run(`
        INSERT INTO replicas VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, id) DO UPDATE SET
          user_id = excluded.user_id, device_name = excluded.device_name, clock = excluded.clock, last_seen_at = excluded.last_seen_at`,
      workspaceId, replica.id, replica.userId, replica.deviceName, JSON.stringify(replica.clock), replica.lastSeenAt)
    },

    async request(userId, key) {
      const row = await session.get<{ bodyHash: string; answer: string }>(
        'SELECT body_hash AS "bodyHash", answer FROM rest_requests WHERE workspace_id = $1 AND user_id = $2 AND key = $3', workspaceId, userId, key)
      return row === undefined ? null : { bodyHash: row.bodyHash, answer: JSON.parse(row.answer) as Json }
    },

    async saveRequest(userId, key, request, at, forgetBefore) {
      await forgetRequests(forgetBefore)
      await session.run('INSERT INTO rest_requests VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
        workspaceId, userId, key, request.bodyHash, JSON.stringify(request.answer), at)
    },

    forgetRequests,

    async beginEpoch(epoch, at) {
      // What the dead epoch shared with the living one is not known yet; zero claims nothing (R8 finds the true one).
      await session.run(`
        UPDATE epochs SET last_common_revision = 0, ended_revision = (SELECT revision FROM workspace_states WHERE workspace_id = $1)
        WHERE workspace_id = $1 AND last_common_revision IS NULL`, workspaceId)
      await session.run('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES ($1, $2, $3)', workspaceId, epoch, at)
      // Cursors are an epoch's, so everybody starts from a snapshot and nobody is behind anything.
      await session.run('UPDATE workspace_states SET epoch = $2, tombstone_horizon = 0 WHERE workspace_id = $1', workspaceId, epoch)
    },
  }
}

const keyColumns = (keys: readonly RecordKey[]): [string[], string[]] => [keys.map(({ entity }) => entity), keys.map(({ id }) => id)]
