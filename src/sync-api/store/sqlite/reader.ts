import { digestOfParts } from '../../../merge/digest.ts'
import { commonOf, hexDigits, idBounds, subRangeAt } from '../../../merge/id-range.ts'
import type { WorkspaceReader, WorkspaceState } from '../port.ts'
import { auditQueries } from './audit.ts'
import type { Connection } from './connection.ts'
import { pulledColumns, pulledRecord, recordText, type RecordRow } from '../rows.ts'

/** Reads one workspace on the one connection; to be used in one's turn. */
export function createReader(connection: Connection, workspaceId: string): WorkspaceReader {
  return {
    ...auditQueries(connection, workspaceId),

    async state() {
      const row = connection.prepare<WorkspaceState>('SELECT revision, epoch, tombstone_horizon AS tombstoneHorizon FROM workspaces WHERE id = ?').get(workspaceId)
      if (row === undefined) throw new Error(`Workspace ${workspaceId} went away`)
      // One beyond what there is was left by a life that was emptied: held to it, nobody would ever be far enough.
      return { revision: row.revision, epoch: row.epoch, tombstoneHorizon: Math.min(row.tombstoneHorizon, row.revision) }
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
      // Whatever a record was ever written of has its sum.
      return connection.prepare<{ entity: string }>('SELECT entity FROM digests WHERE workspace_id = ? ORDER BY entity').all(workspaceId).map(({ entity }) => entity)
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

    async digests(entities) {
      const rows = connection.prepare<Parts & { entity: string; unknown: number }>(
        `SELECT entity, unknown, ${asText('a', 'b', 'c', 'd')} FROM digests WHERE workspace_id = ?`).all(workspaceId)
      const known = new Map(rows.map((row) => [row.entity, { digest: ofParts(row), unknown: row.unknown }]))
      return Object.fromEntries(entities.map((entity) => [entity, known.get(entity) ?? { digest: 0n, unknown: 0 }]))
    },

    async digestRanges(entity, prefix) {
      const { from, to } = idBounds(prefix)
      const sums = asText('coalesce(sum(share_a), 0)', 'coalesce(sum(share_b), 0)', 'coalesce(sum(share_c), 0)', 'coalesce(sum(share_d), 0)')
      const rows = connection.prepare<Parts & { digit: string; n: number }>(`
        SELECT substr(id, ?, 1) AS digit, count(*) AS n, ${sums} FROM records
        WHERE workspace_id = ? AND entity = ? AND id >= ? AND id < ? GROUP BY 1`).all(subRangeAt(prefix), workspaceId, entity, from, to)
      const found = new Map(rows.map((row) => [row.digit, row]))
      const edge = (way: 'ASC' | 'DESC'): string | undefined => connection.prepare<{ id: string }>(
        `SELECT id FROM records WHERE workspace_id = ? AND entity = ? AND id >= ? AND id < ? ORDER BY id ${way} LIMIT 1`).get(workspaceId, entity, from, to)?.id
      return {
        ranges: hexDigits.map((digit) => {
          const row = found.get(digit)
          return { prefix: prefix + digit, digest: row === undefined ? 0n : ofParts(row), count: row?.n ?? 0 }
        }),
        common: commonOf(edge('ASC'), edge('DESC'), prefix),
      }
    },

    async recordsUnder(entity, prefix, limit) {
      const { from, to } = idBounds(prefix)
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = ? AND entity = ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`)
        .all(workspaceId, entity, from, to, limit).map(pulledRecord)
    },

    async recordsInOrder(entity, from, direction, limit) {
      const [beyond, order, first] = direction === 'up' ? ['>', 'ASC', ''] : ['<', 'DESC', '~']
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = ? AND entity = ? AND id ${beyond} ? AND data <> 'null' ORDER BY id ${order} LIMIT ?`)
        .all(workspaceId, entity, from ?? first, limit).map(pulledRecord)
    },

    async pulledRecords(keys) {
      return connection.prepare<RecordRow>(`
        SELECT ${pulledColumns} FROM json_each(?) AS wanted
        CROSS JOIN records ON records.workspace_id = ? AND records.entity = wanted.value ->> 0 AND records.id = wanted.value ->> 1`)
        .all(JSON.stringify(keys.map(({ entity, id }) => [entity, id])), workspaceId).map(pulledRecord)
    },
  }
}

interface Parts { a: string; b: string; c: string; d: string }

/** Sums of many parts are beyond what a number holds exactly. */
const asText = (a: string, b: string, c: string, d: string): string =>
  `CAST(${a} AS TEXT) AS a, CAST(${b} AS TEXT) AS b, CAST(${c} AS TEXT) AS c, CAST(${d} AS TEXT) AS d`
const ofParts = ({ a, b, c, d }: Parts): bigint => digestOfParts([a, b, c, d])
