import { z } from '../shared/zod.ts'

/*
 * The audit log as admins read it (docs/audit.md): who did what, when and from where. Every line of an export is one of these, with what its hash is made of.
 */

/** What happens to records, acts on accounts and workspace, what leaves the workspace, and what was refused. */
export const auditKinds = {
  changes: ['created', 'changed', 'deleted', 'restored', 'purged'],
  access: ['snapshot_read', 'synced', 'read', 'exported', 'audit_read', 'audit_exported'],
  acts: [
    'registered', 'signed_in', 'signed_out', 'factor_proved', 'password_changed', 'password_reset', 'reset_requested', 'reset_link_made', 'authenticator_begun', 'authenticator_added', 'authenticator_removed',
    'recovery_codes_renewed', 'passkey_begun', 'passkey_added', 'passkey_removed', 'device_renamed', 'device_revoked', 'others_revoked', 'device_wipe_asked', 'device_wiped', 'token_made', 'token_revoked', 'hints_wanted', 'hints_ended',
    'webhook_added', 'webhook_changed', 'webhook_removed', 'workspace_made', 'workspace_renamed', 'role_changed', 'member_removed', 'member_left', 'member_joined', 'ownership_given', 'invited', 'invitation_revoked', 'gave_back', 'epoch_begun', 'audit_trimmed', 'other_act',
  ],
  refusals: ['sign_in_failed', 'refresh_reused', 'refused', 'rejected'],
} as const
export type AuditKindGroup = keyof typeof auditKinds
export type AuditKind = (typeof auditKinds)[AuditKindGroup][number]
export type AuditChangeKind = (typeof auditKinds)['changes'][number]

export const auditEntrySchema = z.object({
  /** Its place in the workspace's chain, from 1 and without a gap. */
  n: z.int(),
  /** By the server's clock, ISO 8601; what the device's said is `detail.deviceAt`. */
  at: z.string(),
  kind: z.string(),
  /** The record that it is about; null: none. */
  entity: z.nullable(z.string()),
  recordId: z.nullable(z.string()),
  /** Null: the server itself, or its operator. The name is the one of then. */
  person: z.nullable(z.object({ id: z.string(), name: z.string() })),
  device: z.nullable(z.object({ id: z.string(), name: z.string() })),
  /** `by`: browser, script, token, server or operator. */
  from: z.object({ by: z.string(), role: z.optional(z.string()), session: z.optional(z.string()), ip: z.optional(z.string()), agent: z.optional(z.string()) }),
  /** What happened: of a change `fields` with `[before, after]`, of a refusal its `code`, … Null: its values were erased with the record. */
  detail: z.nullable(z.record(z.string(), z.json())),
  /** SHA-256 of the entry before and this, base64url. */
  hash: z.string(),
})
export type AuditEntryView = z.infer<typeof auditEntrySchema>

/** `nextCursor`: of the entries before; null: there are none. A page may be short, or empty, and have one: what a filter leaves is looked for a stretch at a time. */
export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), nextCursor: z.nullable(z.string()) })
export type AuditPage = z.infer<typeof auditPageSchema>

/** Where the chain begins and ends: whoever keeps it can tell later whether it was written anew. */
export const auditSpanSchema = z.object({ head: z.object({ n: z.int(), hash: z.string() }), anchor: z.object({ n: z.int(), hash: z.string() }) })

/**
 * The lines of an export: first the span, then the entries, oldest first, last `{end:true}`. A line of an entry has `source` and `text` beside it: the
 * very strings that its hash was made of.
 */
export const auditExportLineSchema = z.union([
  z.object({ workspaceId: z.string(), audit: auditSpanSchema }),
  z.extend(auditEntrySchema, { hashed: z.object({ source: z.string(), detail: z.string() }) }),
  z.object({ end: z.literal(true), entries: z.int() }),
])

/** What a person, or everybody, had access to and changed in a period; the newest first, at most 2,000 of each. */
export const auditReportSchema = z.object({
  workspace: z.string(),
  person: z.nullable(z.object({ id: z.string(), name: z.string() })),
  from: z.string(),
  until: z.string(),
  madeAt: z.string(),
  /** How many entries of each kind. */
  counts: z.record(z.string(), z.int()),
  /** Where they were signed in: devices, with the addresses that they came from. */
  devices: z.array(z.object({ person: z.string(), id: z.string(), name: z.string(), by: z.string(), addresses: z.array(z.string()), first: z.string(), last: z.string(), entries: z.int() })),
  accessed: z.array(auditEntrySchema),
  changed: z.array(auditEntrySchema),
  acts: z.array(auditEntrySchema),
  refused: z.array(auditEntrySchema),
  /** There is more than is listed, or than was looked at. */
  truncated: z.boolean(),
})
export type AuditReport = z.infer<typeof auditReportSchema>

/** What left a device by hand, told when it syncs next; the time is the device's. `id`: told twice, it is noted once. */
export const deviceExportSchema = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  at: z.string().check(z.maxLength(40)),
  /** `contacts` as `vcard`, `everything` as `json`, … */
  what: z.string().check(z.maxLength(100)),
  format: z.string().check(z.maxLength(40)),
  count: z.int().check(z.minimum(0)),
})
export type DeviceExport = z.infer<typeof deviceExportSchema>
export const deviceExportsRequestSchema = z.object({ exports: z.array(deviceExportSchema).check(z.minLength(1), z.maxLength(100)) })
