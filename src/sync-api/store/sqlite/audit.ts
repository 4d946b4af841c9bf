import { chained, dayOf, erasedDetail, isErased } from '../audit-chain.ts'
import type { AuditEntry, AuditFilter, AuditHead, AuditReader, AuditWriter } from '../audit-port.ts'
import { auditColumns, auditEntry, auditFrom, auditSpan, conditionsOf, pageOf, spanColumns, stretchBack, stretchForth, type AuditDbRow, type SpanDbRow, type Stretch } from '../audit-rows.ts'
import { chunkedSql, inChunks, rowsSql } from './chunks.ts'
import type { Bind, Connection } from './connection.ts'

/** The audit log of one workspace, read. */
export function auditQueries(connection: Connection, workspaceId: string): AuditReader {
  const auditSpanNow = () => auditSpan(connection.prepare<SpanDbRow>(`SELECT ${spanColumns} FROM workspaces WHERE id = ?`).get(workspaceId)!)
  /** The lowest and the highest entry of a period. */
  const ends = ({ from, until }: AuditFilter): { lowest: number; highest: number } | null => {
    const { head, anchor } = auditSpanNow()
    if (from === undefined && until === undefined) return head.n > anchor.n ? { lowest: anchor.n + 1, highest: head.n } : null
    const row = connection.prepare<{ lowest: number | null; highest: number | null }>('SELECT min(lowest) AS lowest, max(highest) AS highest FROM audit_days WHERE workspace_id = ? AND day >= ? AND day <= ?')
      .get(workspaceId, dayOf(from ?? ''), dayOf(until ?? '~'))
    return row?.lowest == null || row.highest === null ? null : { lowest: row.lowest, highest: row.highest }
  }
  const page = (filter: AuditFilter, stretch: Stretch | null, order: 'ASC' | 'DESC', limit: number): { entries: AuditEntry[]; next: number | null } => {
    if (stretch === null) return { entries: [], next: null }
    const binds: Bind[] = [workspaceId, stretch.after, stretch.before]
    const conditions = conditionsOf(filter, (value) => { binds.push(value); return '?' })
    const rows = connection.prepare<AuditDbRow>(`SELECT ${auditColumns} FROM ${auditFrom}
      WHERE audit.workspace_id = ? AND audit.n > ? AND audit.n < ?${conditions} ORDER BY audit.n ${order} LIMIT ${limit}`).all(...binds)
    return pageOf(rows.map(auditEntry), limit, stretch)
  }
  // One record's entries have an index.
  const bound = (filter: AuditFilter, within: number): number => (filter.recordId === undefined ? within : Number.MAX_SAFE_INTEGER / 2)
  return {
    auditSpan: async () => auditSpanNow(),
    auditSources: async (after, upTo) => connection.prepare<{ source: string }>('SELECT DISTINCT source FROM audit WHERE workspace_id = ? AND n > ? AND n <= ?').all(workspaceId, after, upTo).map(({ source }) => source),
    auditPage: async (filter, before, limit, within) => page(filter, stretchBack(before, ends(filter), bound(filter, within)), 'DESC', limit),
    auditForth: async (filter, after, limit, within) => page(filter, stretchForth(after, ends(filter), bound(filter, within)), 'ASC', limit),
  }
}

const saveEntries = chunkedSql((rows) => `INSERT OR FAIL INTO audit VALUES ${rowsSql(rows, 9)}`)

/** The same, added to. */
export function auditWriter(connection: Connection, workspaceId: string): AuditWriter {
  return {
    async appendAudit(fresh) {
      if (fresh.length === 0) return
      const before = connection.prepare<SpanDbRow>(`SELECT ${spanColumns} FROM workspaces WHERE id = ?`).get(workspaceId)!
      const { head, entries, sources, days } = chained(workspaceId, auditSpan(before).head, fresh)
      for (const { id, userId, deviceId, text } of sources) connection.prepare('INSERT INTO audit_sources VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(workspaceId, id, userId, deviceId, text)
      for (const { day, lowest, highest } of days) {
        connection.prepare('INSERT INTO audit_days VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET highest = excluded.highest').run(workspaceId, day, lowest, highest)
      }
      inChunks(connection, workspaceId, entries, saveEntries, ({ n, at, kind, sourceId, entity, recordId, detail, hash }, binds) => {
        binds.push(n, at, kind, sourceId, entity, recordId, detail, hash)
      })
      connection.prepare('UPDATE workspaces SET audit_n = ?, audit_hash = ? WHERE id = ?').run(head.n, head.hash, workspaceId)
    },

    async eraseAudit(recordIds) {
      const rows = connection.prepare<{ n: number; detail: string }>(`
        SELECT n, detail FROM json_each(?) AS wanted CROSS JOIN audit ON workspace_id = ? AND record_id = wanted.value AND record_id <> ''`)
        .all(JSON.stringify(recordIds), workspaceId)
      const telling = rows.filter(({ detail }) => !isErased(detail))
      for (const { n, detail } of telling) connection.prepare('UPDATE audit SET detail = ? WHERE workspace_id = ? AND n = ?').run(erasedDetail(detail), workspaceId, n)
      return telling.length
    },

    async dropAudit(upTo) {
      const last = connection.prepare<AuditHead>('SELECT n, hash FROM audit WHERE workspace_id = ? AND n = ?').get(workspaceId, upTo)
      if (last === undefined) return null
      connection.prepare('DELETE FROM audit WHERE workspace_id = ? AND n <= ?').run(workspaceId, upTo)
      connection.prepare('UPDATE workspaces SET audit_from = ?, audit_anchor = ? WHERE id = ?').run(last.n, last.hash, workspaceId)
      connection.prepare('DELETE FROM audit_days WHERE workspace_id = ? AND highest <= ?').run(workspaceId, upTo)
      connection.prepare('UPDATE audit_days SET lowest = ? WHERE workspace_id = ? AND lowest <= ?').run(upTo + 1, workspaceId, upTo)
      return last
    },

    async keepAuditSources(ids) {
      connection.prepare('DELETE FROM audit_sources WHERE workspace_id = ? AND id NOT IN (SELECT value FROM json_each(?))').run(workspaceId, JSON.stringify(ids))
    },

    async auditBefore(at) {
      const { anchor, head } = auditSpan(connection.prepare<SpanDbRow>(`SELECT ${spanColumns} FROM workspaces WHERE id = ?`).get(workspaceId)!)
      const from = connection.prepare<{ n: number | null }>('SELECT min(lowest) AS n FROM audit_days WHERE workspace_id = ? AND day >= ?').get(workspaceId, dayOf(at))?.n ?? head.n + 1
      const first = connection.prepare<{ n: number }>('SELECT n FROM audit WHERE workspace_id = ? AND n >= ? AND at >= ? ORDER BY n LIMIT 1').get(workspaceId, from, at)?.n ?? head.n + 1
      if (first - 1 <= anchor.n) return null
      return connection.prepare<AuditHead>('SELECT n, hash FROM audit WHERE workspace_id = ? AND n = ?').get(workspaceId, first - 1) ?? null
    },
  }
}
