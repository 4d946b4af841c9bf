import { canonicalJson } from '../../src/merge/canonical.ts'
import { textsMember } from '../../src/merge/text-field.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Json } from '../../src/shared/json.ts'
import { shortened } from '../../src/sync-api/audit/entry.ts'
import { isErased } from '../../src/sync-api/store/audit-chain.ts'
import type { AuditEntry } from '../../src/sync-api/store/audit-port.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'

/** The whole log of a workspace, oldest first. */
export async function wholeAudit(store: SyncStore, workspaceId: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  let after: number | null = 0
  while (after !== null) {
    const from: number = after
    const page: { entries: AuditEntry[]; next: number | null } = (await store.read(workspaceId, (reader) => reader.auditForth({}, from, 1_000, 1_000)))!
    entries.push(...page.entries)
    after = page.next
  }
  return entries
}

/**
 * [I16] The log, played from its first entry to its last, comes to the records that there are: fields, the trash, and what is gone for good. The history is a log
 * of the same and has no entries; of a text it is the words. Every way in which it does not, in words.
 */
export function replayDiffers(entries: readonly AuditEntry[], records: readonly SyncRecord[]): string[] {
  const told = new Map<string, Map<string, Json>>(), problems: string[] = []
  for (const { n, kind, entity, recordId, detail } of entries) {
    const key = `${entity}/${recordId}`
    if (kind === 'purged') told.delete(key)
    if (isErased(detail) || !['created', 'changed', 'deleted', 'restored'].includes(kind)) continue
    const fields = kind === 'created' ? new Map<string, Json>() : told.get(key) ?? new Map<string, Json>()
    told.set(key, fields)
    for (const [field, [from, to]] of Object.entries((JSON.parse(detail) as { fields: Record<string, [Json, Json]> }).fields)) {
      if (canonicalJson(fields.get(field) ?? null) !== canonicalJson(from)) problems.push(`entry ${n} of ${key} goes on from ${JSON.stringify(from)} in ${field}, where ${JSON.stringify(fields.get(field))} stood`)
      fields.set(field, to)
    }
  }
  for (const { entity, id, data, deletedAt } of records) {
    const key = `${entity}/${id}`, fields = told.get(key)
    if (entity === 'history' || data === null) continue
    told.delete(key)
    if (fields === undefined) { problems.push(`${key} is nowhere in the audit log`); continue }
    const stands: Record<string, Json> = { ...data, deletedAt }
    for (const field of new Set([...Object.keys(stands), ...fields.keys()])) {
      const now = shortened(stands[field] ?? null), last = fields.get(field) ?? null
      if (field !== textsMember && canonicalJson(now) !== canonicalJson(last)) problems.push(`${field} of ${key} is ${JSON.stringify(now)}, and the audit log ends with ${JSON.stringify(last)}`)
    }
  }
  return [...problems, ...[...told.keys()].map((key) => `${key} is in the audit log, and nowhere else`)]
}
