import { digestParts } from '../../../merge/digest.ts'
import type { Role } from '../../../model/entity.ts'
import type { Json } from '../../../shared/json.ts'
import type { DerivedWrite, Link, OpenConflict, RecordKey, WorkspaceWriter } from '../port.ts'
import { auditWriter } from './audit.ts'
import type { Connection } from './connection.ts'
import { createReader } from './reader.ts'
import { purgeQueries } from './purge.ts'
import { keptRecord, pulledColumns, pulledRecord, storedAnswer, storedRecords, storedReplica, type AnswerRow, type RecordRow, type ReplicaRow } from '../rows.ts'
import { saveBatch } from './save-batch.ts'

/** Reads and writes one workspace inside an open transaction. */
export function createWriter(connection: Connection, workspaceId: string): WorkspaceWriter {
  const forgetRequests = (before: string): void => { connection.prepare('DELETE FROM rest_requests WHERE workspace_id = ? AND at < ?').run(workspaceId, before) }
  return {
    ...createReader(connection, workspaceId),
    ...purgeQueries(connection, workspaceId),
    ...auditWriter(connection, workspaceId),

    async role(userId) {
      return connection.prepare<{ role: Role }>('SELECT role FROM memberships WHERE workspace_id = ? AND user_id = ?').get(workspaceId, userId)?.role ?? null
    },

    async records(keys) {
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns}, meta, removed FROM json_each(?) AS wanted
        CROSS JOIN records ON records.workspace_id = ? AND records.entity = wanted.value ->> 0 AND records.id = wanted.value ->> 1`)
        .all(pairs(keys), workspaceId).map(keptRecord)
    },

    async answers(changeIds) {
      return connection.prepare<AnswerRow>(`
        SELECT changes.* FROM json_each(?) AS wanted CROSS JOIN changes ON workspace_id = ? AND changes.id = wanted.value`)
        .all(JSON.stringify(changeIds), workspaceId).map(storedAnswer)
    },

    async replicas(ids) {
      return connection.prepare<ReplicaRow>(`
        SELECT replicas.* FROM json_each(?) AS wanted CROSS JOIN replicas ON workspace_id = ? AND replicas.id = wanted.value`)
        .all(JSON.stringify(ids), workspaceId)
        .map(storedReplica)
    },

    async userNames(ids) {
      const rows = connection.prepare<{ id: string; name: string }>(
        'SELECT users.id, users.name FROM json_each(?) AS wanted CROSS JOIN users ON users.id = wanted.value').all(JSON.stringify(ids))
      return new Map(rows.map((row) => [row.id, row.name]))
    },

    async linksTo(target) {
      return connection.prepare<Link>('SELECT entity, id, field, target FROM links WHERE workspace_id = ? AND target = ?')
        .all(workspaceId, target).map(({ entity, id, field }) => ({ entity, id, field, target }))
    },

    async derivedBy(changeId) {
      return connection.prepare<{ entity: string; id: string; field: string; value: string }>(
        'SELECT entity, id, field, value FROM derived WHERE workspace_id = ? AND change_id = ?').all(workspaceId, changeId)
        .map((row): DerivedWrite => ({ changeId, entity: row.entity, id: row.id, field: row.field === '' ? null : row.field, value: JSON.parse(row.value) as Json }))
    },

    async openConflicts(keys) {
      return connection.prepare<{ entity: string; record_id: string; field: string; conflict_id: string }>(`
        SELECT entity, record_id, field, conflict_id FROM json_each(?) AS wanted
        CROSS JOIN open_conflicts ON workspace_id = ? AND entity = wanted.value ->> 0 AND record_id = wanted.value ->> 1`)
        .all(pairs(keys), workspaceId)
        .map((row): OpenConflict => ({ entity: row.entity, recordId: row.record_id, field: row.field, conflictId: row.conflict_id }))
    },

    async lastCommonRevision(epoch, replicaId) {
      return connection.prepare<{ last: number | null }>(`
        SELECT coalesce(epoch_proofs.revision, last_common_revision) AS last FROM epochs
        LEFT JOIN epoch_proofs ON epoch_proofs.workspace_id = epochs.workspace_id AND epoch_proofs.epoch = epochs.epoch AND replica_id = ?
        WHERE epochs.workspace_id = ? AND epochs.epoch = ?`).get(replicaId, workspaceId, epoch)?.last ?? null
    },

    async noteCommonRevision(epoch, replicaId, revision, at) {
      connection.prepare(`
        INSERT INTO epochs SELECT id, ?, ?, ?, revision FROM workspaces WHERE id = ?
        ON CONFLICT DO UPDATE SET last_common_revision = max(last_common_revision, excluded.last_common_revision) WHERE last_common_revision IS NOT NULL`)
        .run(epoch, revision, at, workspaceId)
      connection.prepare('INSERT INTO epoch_proofs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET revision = excluded.revision')
        .run(workspaceId, epoch, replicaId, revision)
    },

    async endedAt(epoch) {
      return connection.prepare<{ ended: number | null }>(
        'SELECT ended_revision AS ended FROM epochs WHERE workspace_id = ? AND epoch = ?').get(workspaceId, epoch)?.ended ?? null
    },

    async givenBack(epoch, keys) {
      return connection.prepare<{ entity: string; id: string; revision: number }>(`
        SELECT given_back.entity, given_back.id, given_back.revision FROM json_each(?) AS wanted
        CROSS JOIN given_back ON workspace_id = ? AND epoch = ? AND given_back.entity = wanted.value ->> 0 AND given_back.id = wanted.value ->> 1`)
        .all(pairs(keys), workspaceId, epoch).map(({ entity, id, revision }) => ({ entity, id, revision }))
    },

    async noteGivenBack(epoch, given) {
      for (const { entity, id, revision } of given) {
        connection.prepare('INSERT INTO given_back VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)')
          .run(workspaceId, epoch, entity, id, revision)
      }
    },

    async recordsWith(entity, member, values) {
      return storedRecords(connection.prepare<RecordRow>(`
        SELECT ${pulledColumns}, meta, removed FROM records
        WHERE workspace_id = ? AND entity = ? AND json_extract(data, ?) IN (SELECT value FROM json_each(?))`)
        .all(workspaceId, entity, `$.${member}`, JSON.stringify(values)))
    },

    async save(batch) { saveBatch(connection, workspaceId, batch) },

    async withoutShare(entities, limit) {
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM json_each(?) AS wanted
        CROSS JOIN records ON workspace_id = ? AND records.entity = wanted.value WHERE share_a IS NULL LIMIT ?`)
        .all(JSON.stringify(entities), workspaceId, limit).map(pulledRecord)
    },

    async saveShares(shares) {
      const update = connection.prepare(
        'UPDATE records SET share_a = ?, share_b = ?, share_c = ?, share_d = ? WHERE workspace_id = ? AND entity = ? AND id = ?')
      for (const { entity, id, share } of shares) update.run(...digestParts(share), workspaceId, entity, id)
    },

    async saveReplica(replica) {
      connection.prepare(`
        INSERT INTO replicas VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
          user_id = excluded.user_id, device_name = excluded.device_name, clock = excluded.clock, last_seen_at = excluded.last_seen_at`)
        .run(workspaceId, replica.id, replica.userId, replica.deviceName, JSON.stringify(replica.clock), replica.lastSeenAt)
    },

    async request(userId, key) {
      const row = connection.prepare<{ body_hash: string; answer: string }>('SELECT body_hash, answer FROM rest_requests WHERE workspace_id = ? AND user_id = ? AND key = ?')
        .get(workspaceId, userId, key)
      return row === undefined ? null : { bodyHash: row.body_hash, answer: JSON.parse(row.answer) as Json }
    },

    async saveRequest(userId, key, request, at, forgetBefore) {
      forgetRequests(forgetBefore)
      connection.prepare('INSERT INTO rest_requests VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .run(workspaceId, userId, key, request.bodyHash, JSON.stringify(request.answer), at)
    },

    async forgetRequests(before) { forgetRequests(before) },

    async beginEpoch(epoch, at) {
      // What the dead epoch shared with the living one is not known yet; zero claims nothing (R8 finds the true one).
      connection.prepare(`
        UPDATE epochs SET last_common_revision = 0, ended_revision = (SELECT revision FROM workspaces WHERE id = workspace_id)
        WHERE workspace_id = ? AND last_common_revision IS NULL`).run(workspaceId)
      connection.prepare('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES (?, ?, ?)').run(workspaceId, epoch, at)
      // Cursors are an epoch's, so everybody starts from a snapshot and nobody is behind anything.
      connection.prepare('UPDATE workspaces SET epoch = ?, tombstone_horizon = 0 WHERE id = ?').run(epoch, workspaceId)
    },
  }
}

const pairs = (keys: readonly RecordKey[]): string => JSON.stringify(keys.map((key) => [key.entity, key.id]))
