import { chained, dayOf, erasedDetail, isErased } from '../audit-chain.ts'
import type { AuditEntry, AuditFilter, AuditHead, AuditReader, AuditSpan, AuditWriter } from '../audit-port.ts'
import { auditColumns, auditEntry, auditFrom, auditSpan, conditionsOf, pageOf, spanColumns, stretchBack, stretchForth, type AuditDbRow, type SpanDbRow, type Stretch } from '../audit-rows.ts'
import { columns } from './save-batch.ts'
import type { Bind, Session } from './session.ts'

/** The audit log of one workspace, read. */
export function auditQueries(session: Session, workspaceId: string): AuditReader {
  const spanNow = async (): Promise<AuditSpan> => auditSpan((await session.get<SpanDbRow>(`SELECT ${spanColumns} FROM workspace_states WHERE workspace_id = $1`, workspaceId))!)
  const ends = async ({ from, until }: AuditFilter): Promise<{ lowest: number; highest: number } | null> => {
    const { head, anchor } = await spanNow()
    if (from === undefined && until === undefined) return head.n > anchor.n ? { lowest: anchor.n + 1, highest: head.n } : null
    const row = await session.get<{ lowest: number | null; highest: number | null }>(
      'SELECT min(lowest) AS lowest, max(highest) AS highest FROM audit_days WHERE workspace_id = $1 AND day >= $2 AND day <= $3', workspaceId, dayOf(from ?? ''), dayOf(until ?? '~'))
    return row?.lowest == null || row.highest === null ? null : { lowest: row.lowest, highest: row.highest }
  }
  const page = async (filter: AuditFilter, stretch: Stretch | null, order: 'ASC' | 'DESC', limit: number): Promise<{ entries: AuditEntry[]; next: number | null }> => {
    if (stretch === null) return { entries: [], next: null }
    const binds: Bind[] = [workspaceId, stretch.after, stretch.before]
    const conditions = conditionsOf(filter, (value) => `$${binds.push(value)}`)
    const rows = await session.all<AuditDbRow>(`SELECT ${auditColumns} FROM ${auditFrom}
      WHERE audit.workspace_id = $1 AND audit.n > $2 AND audit.n < $3${conditions} ORDER BY audit.n ${order} LIMIT ${limit}`, ...binds)
    return pageOf(rows.map(auditEntry), limit, stretch)
  }
  // One record's entries have an index.
  const bound = (filter: AuditFilter, within: number): number => (filter.recordId === undefined ? within : Number.MAX_SAFE_INTEGER / 2)
  return {
    auditSpan: spanNow,
    auditPage: async (filter, before, limit, within) => page(filter, stretchBack(before, await ends(filter), bound(filter, within)), 'DESC', limit),
    auditSources: async (after, upTo) => (await session.all<{ source: string }>('SELECT DISTINCT source FROM audit WHERE workspace_id = $1 AND n > $2 AND n <= $3', workspaceId, after, upTo)).map(({ source: id }) => id),
    auditForth: async (filter, after, limit, within) => page(filter, stretchForth(after, await ends(filter), bound(filter, within)), 'ASC', limit),
  }
}

/** The same, added to. @param start where the chain ends, as the statement that locked the workspace's row saw it */
export function auditWriter(session: Session, workspaceId: string, start: AuditHead): AuditWriter {
  let end = start
  return {
    async appendAudit(fresh) {
      if (fresh.length === 0) return
      const { head, entries, sources, days } = chained(workspaceId, end, fresh)
      // One way to the database and back for all of it.
      await session.run(`
        WITH moved AS (UPDATE workspace_states SET audit_n = $2, audit_hash = $3 WHERE workspace_id = $1),
          known AS (INSERT INTO audit_sources SELECT $1, * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) ON CONFLICT DO NOTHING),
          dated AS (INSERT INTO audit_days SELECT $1, * FROM unnest($8::text[], $9::bigint[], $10::bigint[]) ON CONFLICT (workspace_id, day) DO UPDATE SET highest = excluded.highest)
        INSERT INTO audit SELECT $1, * FROM unnest($11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[])`,
      workspaceId, head.n, head.hash, ...columns(sources, ({ id, userId, deviceId, text }) => [id, userId, deviceId, text], 4), ...columns(days, ({ day, lowest, highest }) => [day, lowest, highest], 3),
      ...columns(entries, ({ n, at, kind, sourceId, entity, recordId, detail, hash }) => [n, at, kind, sourceId, entity, recordId, detail, hash], 8))
      end = head
    },

    async eraseAudit(recordIds) {
      const rows = await session.all<{ n: number; detail: string }>("SELECT n, detail FROM audit WHERE workspace_id = $1 AND record_id = ANY ($2::text[]) AND record_id <> ''", workspaceId, recordIds)
      const telling = rows.filter(({ detail }) => !isErased(detail))
      if (telling.length === 0) return 0
      return session.run(`UPDATE audit SET detail = erased.detail FROM unnest($2::bigint[], $3::text[]) AS erased (n, detail) WHERE workspace_id = $1 AND audit.n = erased.n`,
        workspaceId, ...columns(telling, ({ n, detail }) => [n, erasedDetail(detail)], 2))
    },

    async dropAudit(upTo) {
      const last = await session.get<AuditHead>('SELECT n, hash FROM audit WHERE workspace_id = $1 AND n = $2', workspaceId, upTo)
      if (last === undefined) return null
      await session.run('DELETE FROM audit WHERE workspace_id = $1 AND n <= $2', workspaceId, upTo)
      await session.run('UPDATE workspace_states SET audit_from = $2, audit_anchor = $3 WHERE workspace_id = $1', workspaceId, last.n, last.hash)
      await session.run('DELETE FROM audit_days WHERE workspace_id = $1 AND highest <= $2', workspaceId, upTo)
      await session.run('UPDATE audit_days SET lowest = $2 WHERE workspace_id = $1 AND lowest < $2', workspaceId, upTo + 1)
      return last
    },

    async keepAuditSources(ids) {
      await session.run('DELETE FROM audit_sources WHERE workspace_id = $1 AND id NOT IN (SELECT unnest($2::text[]))', workspaceId, ids)
    },

    async auditBefore(at) {
      const { anchor, head } = auditSpan((await session.get<SpanDbRow>(`SELECT ${spanColumns} FROM workspace_states WHERE workspace_id = $1`, workspaceId))!)
      const from = (await session.get<{ n: number | null }>('SELECT min(lowest) AS n FROM audit_days WHERE workspace_id = $1 AND day >= $2', workspaceId, dayOf(at)))?.n ?? head.n + 1
      const first = (await session.get<{ n: number }>('SELECT n FROM audit WHERE workspace_id = $1 AND n >= $2 AND at >= $3 ORDER BY n LIMIT 1', workspaceId, from, at))?.n ?? head.n + 1
      if (first - 1 <= anchor.n) return null
      return await session.get<AuditHead>('SELECT n, hash FROM audit WHERE workspace_id = $1 AND n = $2', workspaceId, first - 1) ?? null
    },
  }
}
