import type { WorkspaceReader, WorkspaceState } from '../port.ts'
import type { Connection } from './connection.ts'
import { pulledColumns, pulledRecord, recordText, type RecordRow } from './rows.ts'

/** Reads one workspace on the one connection; to be used inside the gate. */
export function createReader(connection: Connection, workspaceId: string): WorkspaceReader {
  return {
    async state() {
      const row = connection.prepare<WorkspaceState>('SELECT revision, epoch, tombstone_horizon AS tombstoneHorizon FROM workspaces WHERE id = ?').get(workspaceId)
      if (row === undefined) throw new Error(`Workspace ${workspaceId} went away`)
      return { revision: row.revision, epoch: row.epoch, tombstoneHorizon: row.tombstoneHorizon }
    },

    async changedAfter(positions, limit) {
      if (positions.size === 0) return []
      const lowest = Math.min(...positions.values())
      // The index holds the entity too: rows of entities that are further on are skipped without being read.
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM records
        JOIN json_each(?) AS position ON position.key = records.entity
        WHERE workspace_id = ? AND revision > ? AND revision > position.value
          AND (data <> 'null' OR revision > (SELECT tombstone_horizon FROM workspaces WHERE workspaces.id = workspace_id))
        ORDER BY revision LIMIT ?`).all(JSON.stringify(Object.fromEntries(positions)), workspaceId, lowest, limit).map(pulledRecord)
    },

    async textsByIdDescending(entity, before, limit) {
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = ? AND entity = ? AND id < ? AND data <> 'null' ORDER BY id DESC LIMIT ?`)
        .all(workspaceId, entity, before ?? '~', limit).map(recordText)
    },

    async counts(entities) {
      // Each from its index: to look at the data would read the whole of it.
      const count = connection.prepare<{ n: number }>('SELECT count(*) AS n FROM records WHERE workspace_id = ? AND entity = ?')
      const purged = connection.prepare<{ n: number }>("SELECT count(*) AS n FROM records WHERE workspace_id = ? AND entity = ? AND data = 'null'")
      return Object.fromEntries(entities.map((entity) => [entity, (count.get(workspaceId, entity)?.n ?? 0) - (purged.get(workspaceId, entity)?.n ?? 0)]))
    },

    async entityNames() {
      // From name to next name along the key, instead of past every record.
      return connection.prepare<{ name: string }>(`
        WITH RECURSIVE names (name) AS (
          SELECT min(entity) FROM records WHERE workspace_id = ?1
          UNION ALL SELECT (SELECT min(entity) FROM records WHERE workspace_id = ?1 AND entity > name) FROM names WHERE name IS NOT NULL)
        SELECT name FROM names WHERE name IS NOT NULL`).all(workspaceId).map(({ name }) => name)
    },

    async commitAtOrBefore(revision) {
      const row = connection.prepare<{ revision: number; mark: string }>(
        'SELECT revision, mark FROM commits WHERE workspace_id = ? AND revision <= ? ORDER BY revision DESC LIMIT 1').get(workspaceId, revision)
      return row === undefined ? null : { revision: row.revision, mark: row.mark }
    },

    async markOf(revision) {
      return connection.prepare<{ mark: string }>('SELECT mark FROM commits WHERE workspace_id = ? AND revision = ?').get(workspaceId, revision)?.mark ?? null
    },
  }
}
