import type { PurgeBatch, WorkspaceWriter } from '../port.ts'
import type { Connection } from './connection.ts'
import { pulledColumns, storedRecords, type RecordRow } from '../rows.ts'

type PurgeQueries = Pick<WorkspaceWriter,
  'revisionBefore' | 'dueTombstones' | 'recordsAbout' | 'recordsBetween' | 'lastPurged' | 'purge' | 'forgetPurged' | 'recordsById' | 'reshape'>

/** What the purge, and a change of shape, ask of one workspace inside an open transaction. */
export function purgeQueries(connection: Connection, workspaceId: string): PurgeQueries {
  const columns = `${pulledColumns}, meta, removed`
  return {
    async revisionBefore(at, now) {
      const before = connection.prepare<{ revision: number }>(
        'SELECT revision FROM commits WHERE workspace_id = ? AND at < ? ORDER BY at DESC, revision DESC LIMIT 1').get(workspaceId, at)?.revision ?? 0
      const later = connection.prepare<{ revision: number }>(`
        SELECT revision FROM commits WHERE workspace_id = ? AND at >= ? AND at <= ? ORDER BY at, revision LIMIT 1`).get(workspaceId, at, now)?.revision
      if (later !== undefined && later > before) return before
      const last = connection.prepare<{ revision: number; at: string }>(
        'SELECT revision, at FROM commits WHERE workspace_id = ? AND revision < ? ORDER BY revision DESC LIMIT 1').get(workspaceId, later ?? Number.MAX_SAFE_INTEGER)
      if (later === undefined && last !== undefined && last.at >= at) return before
      return last?.revision ?? 0
    },

    async dueTombstones({ upTo, deletedBefore }, limit) {
      return storedRecords(connection.prepare<RecordRow>(`
        SELECT ${columns} FROM records
        WHERE workspace_id = ? AND deleted_at IS NOT NULL AND data <> 'null' AND revision <= ? AND deleted_at < ?
          AND NOT EXISTS (SELECT 1 FROM links WHERE links.workspace_id = records.workspace_id AND links.target = records.id AND links.id <> records.id)
        ORDER BY revision LIMIT ?`).all(workspaceId, upTo, deletedBefore, limit))
    },

    async recordsAbout(recordIds, limit) {
      return storedRecords(connection.prepare<RecordRow>(`
        SELECT ${columns} FROM json_each(?) AS wanted
        CROSS JOIN records ON workspace_id = ? AND entity IN ('conflicts', 'notices') AND json_extract(data, '$.recordId') = wanted.value
        LIMIT ?`).all(JSON.stringify(recordIds), workspaceId, limit))
    },

    async recordsBetween(entity, after, upTo, limit) {
      return storedRecords(connection.prepare<RecordRow>(`
        SELECT ${columns} FROM records WHERE workspace_id = ? AND revision > ? AND revision <= ? AND entity = ? AND data <> 'null'
        ORDER BY revision LIMIT ?`).all(workspaceId, after, upTo, entity, limit))
    },

    async lastPurged(upTo) {
      return connection.prepare<{ last: number | null }>(
        "SELECT max(revision) AS last FROM records WHERE workspace_id = ? AND data = 'null' AND revision <= ?").get(workspaceId, upTo)?.last ?? 0
    },

    async purge(batch) { purge(connection, workspaceId, batch) },

    async forgetPurged(entity, upTo, limit) {
      return connection.prepare(`
        DELETE FROM records WHERE rowid IN (
          SELECT rowid FROM records WHERE workspace_id = ? AND entity = ? AND data = 'null' AND revision <= ? LIMIT ?)`).run(workspaceId, entity, upTo, limit)
    },

    async recordsById(entity, after, limit) {
      return storedRecords(connection.prepare<RecordRow>(`
        SELECT ${columns} FROM records WHERE workspace_id = ? AND entity = ? AND id > ? AND data <> 'null' ORDER BY id LIMIT ?`)
        .all(workspaceId, entity, after ?? '', limit))
    },

    async reshape(records) {
      const write = connection.prepare('UPDATE records SET data = ? WHERE workspace_id = ? AND entity = ? AND id = ?')
      const unlink = connection.prepare('DELETE FROM links WHERE workspace_id = ? AND entity = ? AND id = ?')
      const link = connection.prepare('INSERT INTO links VALUES (?, ?, ?, ?, ?)')
      for (const { record: { entity, id, data }, links } of records) {
        write.run(JSON.stringify(data), workspaceId, entity, id)
        unlink.run(workspaceId, entity, id)
        for (const { target, field } of links) link.run(workspaceId, target, entity, id, field)
      }
    },
  }
}

function purge(connection: Connection, workspaceId: string, { commit, records, tombstoneHorizon }: PurgeBatch): void {
  const empty = connection.prepare(`
    UPDATE records SET revision = ?, data = 'null', deleted_at = coalesce(deleted_at, ?), meta = '', removed = ''
    WHERE workspace_id = ? AND entity = ? AND id = ?`)
  const unlink = connection.prepare('DELETE FROM links WHERE workspace_id = ? AND entity = ? AND id = ?')
  const close = connection.prepare('DELETE FROM open_conflicts WHERE workspace_id = ? AND entity = ? AND record_id = ?')
  const wentAlong = connection.prepare('DELETE FROM derived WHERE workspace_id = ? AND change_id = ? AND entity = ? AND id = ?')
  const tookAlong = connection.prepare('DELETE FROM derived WHERE workspace_id = ? AND change_id = ?')
  for (const { entity, id, revision, deletedBy } of records) {
    empty.run(revision, commit?.at ?? null, workspaceId, entity, id)
    unlink.run(workspaceId, entity, id)
    close.run(workspaceId, entity, id)
    // What went along with another leaves the rest to that one, which may still be restored; the one itself needs nothing of it any more.
    if (deletedBy !== null && wentAlong.run(workspaceId, deletedBy, entity, id) === 0) tookAlong.run(workspaceId, deletedBy)
  }
  if (commit !== null) {
    connection.prepare('INSERT INTO commits VALUES (?, ?, ?, ?)').run(workspaceId, commit.revision, commit.mark, commit.at)
    connection.prepare('UPDATE workspaces SET revision = ? WHERE id = ?').run(commit.revision, workspaceId)
  }
  connection.prepare('UPDATE workspaces SET tombstone_horizon = max(tombstone_horizon, ?) WHERE id = ?').run(tombstoneHorizon, workspaceId)
}
