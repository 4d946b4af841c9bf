import { digestOfParts } from '../../../merge/digest.ts'
import { commonOf, hexDigits, idBounds, subRangeAt } from '../../../merge/id-range.ts'
import type { WorkspaceReader, WorkspaceState } from '../port.ts'
import { pulledColumns, pulledRecord, recordText, type RecordRow } from '../rows.ts'
import { auditQueries } from './audit.ts'
import type { Session } from './session.ts'

/** Reads one workspace inside an open transaction of it. Each statement names the workspace: the policy is the second wall, not the first. */
export function createReader(session: Session, workspaceId: string): WorkspaceReader {
  return {
    ...auditQueries(session, workspaceId),

    async state() {
      const row = await session.get<WorkspaceState>(
        'SELECT revision, epoch, tombstone_horizon AS "tombstoneHorizon" FROM workspace_states WHERE workspace_id = $1', workspaceId)
      if (row === undefined) throw new Error(`Workspace ${workspaceId} went away`)
      // One beyond what there is was left by a life that was emptied: held to it, nobody would ever be far enough.
      return { ...row, tombstoneHorizon: Math.min(row.tombstoneHorizon, row.revision) }
    },

    async changedAfter(positions, limit) {
      if (positions.size === 0) return []
      // Along the index by revision, which holds the entity too; an entity that is not asked for has no position, and is not greater than that.
      return (await session.all<RecordRow>(`
        SELECT ${pulledColumns} FROM records
        WHERE workspace_id = $1 AND revision > $2 AND revision > ($4::bigint[])[array_position($3::text[], entity)]
          AND (data <> 'null' OR revision > (SELECT tombstone_horizon FROM workspace_states WHERE workspace_id = $1))
        ORDER BY revision LIMIT $5`, workspaceId, Math.min(...positions.values()), [...positions.keys()], [...positions.values()], limit)).map(pulledRecord)
    },

    async textsByIdDescending(entity, before, limit) {
      return (await session.all<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = $1 AND entity = $2 AND id < $3 AND data <> 'null' ORDER BY id DESC LIMIT $4`,
      workspaceId, entity, before ?? '~', limit)).map(recordText)
    },

    async counts(entities) {
      // Each from its index: to look at the data would read the whole of it.
      const count = async (which: string): Promise<Map<string, number>> => new Map((await session.all<{ entity: string; n: number }>(
        `SELECT entity, count(*) AS n FROM records WHERE workspace_id = $1 AND entity = ANY ($2::text[]) ${which} GROUP BY entity`, workspaceId, entities))
        .map(({ entity, n }) => [entity, n]))
      const all = await count(''), purged = await count("AND data = 'null'")
      return Object.fromEntries(entities.map((entity) => [entity, (all.get(entity) ?? 0) - (purged.get(entity) ?? 0)]))
    },

    async entityNames() {
      // From name to next name along the key, instead of past every record.
      return (await session.all<{ name: string }>(`
        WITH RECURSIVE names (name) AS (
          SELECT min(entity) FROM records WHERE workspace_id = $1
          UNION ALL SELECT (SELECT min(entity) FROM records WHERE workspace_id = $1 AND entity > name) FROM names WHERE name IS NOT NULL)
        SELECT name FROM names WHERE name IS NOT NULL`, workspaceId)).map(({ name }) => name)
    },

    async commitAtOrBefore(revision) {
      return await session.get<{ revision: number; mark: string }>(
        'SELECT revision, mark FROM commits WHERE workspace_id = $1 AND revision <= $2 ORDER BY revision DESC LIMIT 1', workspaceId, revision) ?? null
    },

    async markOf(revision) {
      return (await session.get<{ mark: string }>('SELECT mark FROM commits WHERE workspace_id = $1 AND revision = $2', workspaceId, revision))?.mark ?? null
    },

    async committedAt(revision) {
      return (await session.get<{ at: string }>('SELECT at FROM commits WHERE workspace_id = $1 AND revision = $2', workspaceId, revision))?.at ?? null
    },

    async digests(entities) {
      const rows = await session.all<Parts & { entity: string; unknown: number }>(
        `SELECT entity, unknown, ${asText('a', 'b', 'c', 'd')} FROM digests WHERE workspace_id = $1`, workspaceId)
      const known = new Map(rows.map((row) => [row.entity, { digest: ofParts(row), unknown: row.unknown }]))
      return Object.fromEntries(entities.map((entity) => [entity, known.get(entity) ?? { digest: 0n, unknown: 0 }]))
    },

    async digestRanges(entity, prefix) {
      const { from, to } = idBounds(prefix)
      const sums = asText('coalesce(sum(share_a), 0)', 'coalesce(sum(share_b), 0)', 'coalesce(sum(share_c), 0)', 'coalesce(sum(share_d), 0)')
      const rows = await session.all<Parts & { digit: string; n: number; first: string; last: string }>(`
        SELECT substr(id, $5, 1) AS digit, count(*) AS n, min(id) AS first, max(id) AS last, ${sums} FROM records
        WHERE workspace_id = $1 AND entity = $2 AND id >= $3 AND id < $4 GROUP BY 1 ORDER BY 1`, workspaceId, entity, from, to, subRangeAt(prefix))
      const found = new Map(rows.map((row) => [row.digit, row]))
      return {
        ranges: hexDigits.map((digit) => {
          const row = found.get(digit)
          return { prefix: prefix + digit, digest: row === undefined ? 0n : ofParts(row), count: row?.n ?? 0 }
        }),
        common: commonOf(rows[0]?.first, rows.at(-1)?.last, prefix),
      }
    },

    async recordsUnder(entity, prefix, limit) {
      const { from, to } = idBounds(prefix)
      return (await session.all<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = $1 AND entity = $2 AND id >= $3 AND id < $4 ORDER BY id LIMIT $5`,
      workspaceId, entity, from, to, limit)).map(pulledRecord)
    },

    async recordsInOrder(entity, from, direction, limit) {
      const [beyond, order, first] = direction === 'up' ? ['>', 'ASC', ''] : ['<', 'DESC', '~']
      return (await session.all<RecordRow>(`
        SELECT ${pulledColumns} FROM records WHERE workspace_id = $1 AND entity = $2 AND id ${beyond} $3 AND data <> 'null' ORDER BY id ${order} LIMIT $4`,
      workspaceId, entity, from ?? first, limit)).map(pulledRecord)
    },

    async pulledRecords(keys) {
      if (keys.length === 0) return []
      return (await session.all<RecordRow>(`
        SELECT ${pulledColumns} FROM unnest($2::text[], $3::text[]) AS wanted (entity, id)
        JOIN records ON records.workspace_id = $1 AND records.entity = wanted.entity AND records.id = wanted.id`,
      workspaceId, keys.map(({ entity }) => entity), keys.map(({ id }) => id))).map(pulledRecord)
    },
  }
}

interface Parts { a: string; b: string; c: string; d: string }

/** Sums of many parts are beyond what a number holds exactly. */
const asText = (a: string, b: string, c: string, d: string): string => `(${a})::text AS a, (${b})::text AS b, (${c})::text AS c, (${d})::text AS d`
const ofParts = ({ a, b, c, d }: Parts): bigint => digestOfParts([a, b, c, d])
