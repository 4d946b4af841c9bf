import type { PurgeBatch, WorkspaceWriter } from '../port.ts'
import { pulledColumns, storedRecords, type RecordRow } from '../rows.ts'
import { movingDigests } from './digest-sums.ts'
import { aboutOf, columns, replaceLinks, saveCommit } from './save-batch.ts'
import type { Session } from './session.ts'

type PurgeQueries = Pick<WorkspaceWriter,
  'revisionBefore' | 'dueTombstones' | 'recordsAbout' | 'recordsBetween' | 'lastPurged' | 'purge' | 'forgetPurged' | 'recordsById' | 'reshape'>

/** What the purge, and a change of shape, ask of one workspace inside an open transaction. */
export function purgeQueries(session: Session, workspaceId: string): PurgeQueries {
  const whole = `${pulledColumns}, meta, removed`
  return {
    async revisionBefore(at, now) {
      const before = (await session.get<{ revision: number }>(
        'SELECT revision FROM commits WHERE workspace_id = $1 AND at < $2 ORDER BY at DESC, revision DESC LIMIT 1', workspaceId, at))?.revision ?? 0
      const later = (await session.get<{ revision: number }>(
        'SELECT revision FROM commits WHERE workspace_id = $1 AND at >= $2 AND at <= $3 ORDER BY at, revision LIMIT 1', workspaceId, at, now))?.revision
      if (later !== undefined && later > before) return before
      const last = await session.get<{ revision: number; at: string }>(
        'SELECT revision, at FROM commits WHERE workspace_id = $1 AND revision < $2 ORDER BY revision DESC LIMIT 1', workspaceId, later ?? Number.MAX_SAFE_INTEGER)
      if (later === undefined && last !== undefined && last.at >= at) return before
      return last?.revision ?? 0
    },

    async dueTombstones({ upTo, deletedBefore }, limit) {
      return storedRecords(await session.all<RecordRow>(`
        SELECT ${whole} FROM records
        WHERE workspace_id = $1 AND deleted_at IS NOT NULL AND data <> 'null' AND revision <= $2 AND deleted_at < $3
          AND NOT EXISTS (SELECT 1 FROM links WHERE links.workspace_id = $1 AND links.target = records.id AND links.id <> records.id)
        ORDER BY revision LIMIT $4`, workspaceId, upTo, deletedBefore, limit))
    },

    async recordsAbout(recordIds, limit) {
      return storedRecords(await session.all<RecordRow>(
        `SELECT ${whole} FROM records WHERE workspace_id = $1 AND about = ANY ($2::text[]) AND about IS NOT NULL LIMIT $3`, workspaceId, recordIds, limit))
    },

    async recordsBetween(entity, after, upTo, limit) {
      return storedRecords(await session.all<RecordRow>(`
        SELECT ${whole} FROM records WHERE workspace_id = $1 AND revision > $2 AND revision <= $3 AND entity = $4 AND data <> 'null'
        ORDER BY revision LIMIT $5`, workspaceId, after, upTo, entity, limit))
    },

    async lastPurged(upTo) {
      return (await session.get<{ last: number | null }>(
        "SELECT max(revision) AS last FROM records WHERE workspace_id = $1 AND data = 'null' AND revision <= $2", workspaceId, upTo))?.last ?? 0
    },

    purge: (batch) => purge(session, workspaceId, batch),

    async forgetPurged(entity, upTo, limit) {
      const going = (await session.all<{ id: string }>(
        "SELECT id FROM records WHERE workspace_id = $1 AND entity = $2 AND data = 'null' AND revision <= $3 LIMIT $4", workspaceId, entity, upTo, limit)).map(({ id }) => id)
      if (going.length === 0) return 0
      return movingDigests(session, workspaceId, going.map((id) => ({ entity, id })), () =>
        session.run('DELETE FROM records WHERE workspace_id = $1 AND entity = $2 AND id = ANY ($3::text[])', workspaceId, entity, going))
    },

    async recordsById(entity, after, limit) {
      return storedRecords(await session.all<RecordRow>(
        `SELECT ${whole} FROM records WHERE workspace_id = $1 AND entity = $2 AND id > $3 AND data <> 'null' ORDER BY id LIMIT $4`,
        workspaceId, entity, after ?? '', limit))
    },

    async reshape(records) {
      const keys = records.map(({ record: { entity, id } }) => ({ entity, id }))
      // In another shape they hash to something else, which is found out before the next digest is given.
      await movingDigests(session, workspaceId, keys, () => session.run(`
        UPDATE records SET data = made.data, about = made.about, share_a = NULL, share_b = NULL, share_c = NULL, share_d = NULL
        FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS made (entity, id, data, about)
        WHERE workspace_id = $1 AND records.entity = made.entity AND records.id = made.id AND records.data <> made.data`,
      workspaceId, ...columns(records, ({ record }) => [record.entity, record.id, JSON.stringify(record.data), aboutOf(record)], 4)))
      await replaceLinks(session, workspaceId, keys, records.flatMap(({ record: { entity, id }, links }) => links.map(({ field, target }) => ({ entity, id, field, target }))))
    },
  }
}

async function purge(session: Session, workspaceId: string, { commit, records, tombstoneHorizon }: PurgeBatch): Promise<void> {
  if (records.length > 0) {
    // What is left of a record has no part in the digest: a share that was known is nothing now.
    await movingDigests(session, workspaceId, records, () => session.run(`
      UPDATE records SET revision = gone.revision, data = 'null', deleted_at = coalesce(deleted_at, $5), meta = '', removed = '', about = NULL,
        share_a = share_a * 0, share_b = share_b * 0, share_c = share_c * 0, share_d = share_d * 0
      FROM unnest($2::text[], $3::text[], $4::bigint[]) AS gone (entity, id, revision)
      WHERE workspace_id = $1 AND records.entity = gone.entity AND records.id = gone.id`,
    workspaceId, ...columns(records, ({ entity, id, revision }) => [entity, id, revision], 3), commit?.at ?? null))
    await replaceLinks(session, workspaceId, records, [])
    await session.run(`
      DELETE FROM open_conflicts USING unnest($2::text[], $3::text[]) AS gone (entity, id)
      WHERE workspace_id = $1 AND open_conflicts.entity = gone.entity AND record_id = gone.id`, workspaceId, ...columns(records, ({ entity, id }) => [entity, id], 2))
    for (const { entity, id, deletedBy } of records) {
      if (deletedBy === null) continue
      // What went along with another leaves the rest to that one, which may still be restored; the one itself needs nothing of it any more.
      const wentAlong = await session.run('DELETE FROM derived WHERE workspace_id = $1 AND change_id = $2 AND entity = $3 AND id = $4', workspaceId, deletedBy, entity, id)
      if (wentAlong === 0) await session.run('DELETE FROM derived WHERE workspace_id = $1 AND change_id = $2', workspaceId, deletedBy)
    }
  }
  if (commit !== null) await saveCommit(session, workspaceId, commit)
  await session.run('UPDATE workspace_states SET tombstone_horizon = greatest(tombstone_horizon, $2) WHERE workspace_id = $1', workspaceId, tombstoneHorizon)
}
