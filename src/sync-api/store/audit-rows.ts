import type { AuditEntry, AuditFilter, AuditSpan } from './audit-port.ts'

/* What both engines read out of their rows of the audit log, and how they ask for them. */

export const auditColumns = 'audit.n, audit.at, audit.kind, audit.entity, audit.record_id, audit.detail, audit.hash, audit_sources.user_id, audit_sources.device_id, audit_sources.text'
export const auditFrom = 'audit JOIN audit_sources ON audit_sources.workspace_id = audit.workspace_id AND audit_sources.id = audit.source'

export interface AuditDbRow { n: number; at: string; kind: string; entity: string; record_id: string; detail: string; hash: string; user_id: string; device_id: string; text: string }
export const auditEntry = ({ record_id: recordId, user_id: userId, device_id: deviceId, text, ...row }: AuditDbRow): AuditEntry => ({ ...row, recordId, source: { userId, deviceId, text } })

export interface SpanDbRow { audit_n: number; audit_hash: string; audit_from: number; audit_anchor: string }
export const spanColumns = 'audit_n, audit_hash, audit_from, audit_anchor'
export const auditSpan = (row: SpanDbRow): AuditSpan => ({ head: { n: row.audit_n, hash: row.audit_hash }, anchor: { n: row.audit_from, hash: row.audit_anchor } })

/** The entries that a page looks at: after the one, before the other. Null: there are none. */
export interface Stretch { after: number; before: number; next: number | null }

/**
 * @param ends the lowest and highest number of what the filter's period leaves; null where that is nothing
 * @param within how many entries one page looks at, so that a filter that finds nothing does not read the whole log
 */
export function stretchBack(before: number | null, ends: { lowest: number; highest: number } | null, within: number): Stretch | null {
  if (ends === null) return null
  const top = Math.min(before ?? Number.MAX_SAFE_INTEGER, ends.highest + 1), bottom = Math.max(ends.lowest - 1, top - 1 - within)
  return top - 1 <= ends.lowest - 1 ? null : { before: top, after: bottom, next: bottom >= ends.lowest ? bottom + 1 : null }
}

export function stretchForth(after: number, ends: { lowest: number; highest: number } | null, within: number): Stretch | null {
  if (ends === null) return null
  const bottom = Math.max(after, ends.lowest - 1), top = Math.min(ends.highest + 1, bottom + 1 + within)
  return bottom >= ends.highest ? null : { after: bottom, before: top, next: top <= ends.highest ? top - 1 : null }
}

/** The conditions of a filter, but for its period's ends: `mark` answers what stands in the statement for a value that is bound. */
export function conditionsOf(filter: AuditFilter, mark: (value: string) => string): string {
  const { userId, deviceId, entity, recordId, kinds, from, until } = filter
  const of = (column: string, value: string | undefined, by = '='): string[] => (value === undefined ? [] : [`${column} ${by} ${mark(value)}`])
  return [
    ...of('audit_sources.user_id', userId), ...of('audit_sources.device_id', deviceId), ...of('audit.entity', entity), ...of('audit.record_id', recordId),
    ...of('audit.at', from, '>='), ...of('audit.at', until, '<'),
    ...(kinds === undefined ? [] : [kinds.length === 0 ? '1 = 0' : `audit.kind IN (${kinds.map(mark).join(', ')})`]),
  ].map((condition) => ` AND ${condition}`).join('')
}

/** A page that is full goes on after its last entry, another where the stretch ended. */
export function pageOf(entries: AuditEntry[], limit: number, stretch: Stretch): { entries: AuditEntry[]; next: number | null } {
  return { entries, next: entries.length === limit ? entries.at(-1)!.n : stretch.next }
}
