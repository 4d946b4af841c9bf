import type { WorkspaceReader, WorkspaceState } from '../port.ts'
import type { Connection } from './connection.ts'
import { pulledColumns, pulledRecord, recordText, type RecordRow } from './rows.ts'

/** Reads one workspace on the one connection; to be used inside the gate. */
export function createReader(connection: Connection, workspaceId: string): WorkspaceReader {
  return {
    async state() {
      const row = connection.prepare<WorkspaceState>('SELECT revision, epoch FROM workspaces WHERE id = ?').get(workspaceId)
      if (row === undefined) throw new Error(`Workspace ${workspaceId} went away`)
      return { revision: row.revision, epoch: row.epoch }
    },

    async changedAfter(positions, limit) {
      if (positions.size === 0) return []
      const lowest = Math.min(...positions.values())
      // The index holds the entity too: rows of entities that are further on are skipped without being read.
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM records
        JOIN json_each(?) AS position ON position.key = records.entity
        WHERE workspace_id = ? AND revision > ? AND revision > position.value
        ORDER BY revision LIMIT ?`).all(JSON.stringify(Object.fromEntries(positions)), workspaceId, lowest, limit).map(pulledRecord)
    },

    async textsByIdDescending(entity, before, limit) {
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = ? AND entity = ? AND id < ? ORDER BY id DESC LIMIT ?`)
        .all(workspaceId, entity, before ?? '~', limit).map(recordText)
    },

    async counts(entities) {
      const count = connection.prepare<{ n: number }>('SELECT count(*) AS n FROM records WHERE workspace_id = ? AND entity = ?')
      return Object.fromEntries(entities.map((entity) => [entity, count.get(workspaceId, entity)?.n ?? 0]))
    },

    async commitAtOrBefore(revision) {
      const row = connection.prepare<{ revision: number; mark: string }>(
        'SELECT revision, mark FROM commits WHERE workspace_id = ? AND revision <= ? ORDER BY revision DESC LIMIT 1').get(workspaceId, revision)
      return row === undefined ? null : { revision: row.revision, mark: row.mark }
    },

    async markOf(revision) {
      return connection.prepare<{ mark: string }>('SELECT mark FROM commits WHERE workspace_id = ? AND revision = ?').get(workspaceId, revision)?.mark ?? null
    },

    async committedAt(revision) {
      return connection.prepare<{ at: string }>('SELECT at FROM commits WHERE workspace_id = ? AND revision = ?').get(workspaceId, revision)?.at ?? null
    },
  }
}
