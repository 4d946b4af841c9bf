import type { AuditEntry, Json } from '../../../../data-api/types.ts'
import { productModel } from '../../../../model/model.ts'
import { plural } from '../../../components/format.ts'
import { entityLabel, fieldLabel, namedBy, recordTitle, valueText } from '../../../sync-status/value-text.ts'

const acts: Record<string, string> = {
  purged: 'deleted for good', snapshot_read: 'downloaded the workspace', synced: 'synced a device', audit_read: 'looked at the audit log', audit_exported: 'downloaded the audit log',
  registered: 'made the workspace', signed_in: 'signed in', signed_out: 'signed out', factor_proved: 'proved the second factor', password_changed: 'changed the password', password_reset: 'set a new password by a link',
  reset_requested: 'was sent a link for a new password', reset_link_made: 'made a link for a new password', authenticator_begun: 'began to set up an authenticator app', authenticator_added: 'added an authenticator app',
  authenticator_removed: 'removed the authenticator app', recovery_codes_renewed: 'made new recovery codes', passkey_begun: 'began to add a passkey', passkey_added: 'added a passkey', passkey_removed: 'removed a passkey',
  device_renamed: 'renamed a device', device_revoked: 'signed out a device', others_revoked: 'signed out all other devices', device_wipe_asked: 'had a device wiped', device_wiped: 'wiped the device',
  token_made: 'made an API token', token_revoked: 'revoked an API token', webhook_added: 'added a webhook', webhook_changed: 'changed a webhook', webhook_removed: 'removed a webhook',
  hints_wanted: 'asked for notifications on a device', hints_ended: 'turned notifications off on a device',
  workspace_made: 'made the workspace', workspace_renamed: 'renamed the workspace', role_changed: 'gave somebody another role', member_removed: 'took a member out', member_left: 'left the workspace', member_joined: 'joined the workspace',
  ownership_given: 'handed the workspace over', invited: 'made an invitation', invitation_revoked: 'revoked an invitation',
  gave_back: 'gave back what a restored server had lost', epoch_begun: 'began a new history after a restore', audit_trimmed: 'dropped old audit entries', sign_in_failed: 'failed to sign in',
  refresh_reused: 'used a sign-in that was used before; it was ended', refused: 'was refused',
}
const changes: Record<string, string> = { created: 'created', changed: 'changed', deleted: 'deleted', restored: 'restored', rejected: 'was refused a change of' }

/** "changed a contact", "signed in", …: what somebody did, after their name. */
export function actWords({ kind, entity, detail }: AuditEntry): string {
  const of = entity === null ? '' : withArticle(entityLabel(entity))
  if (kind in changes) return `${changes[kind]!} ${of}`
  if (kind === 'purged') return `deleted ${of} for good`
  if (kind === 'read') return `read ${text(detail?.['what'])} over the API`
  if (kind === 'exported') return exportWords(text(detail?.['what']), text(detail?.['format']), Number(detail?.['count'] ?? 0))
  if (kind === 'refused' && detail?.['code'] !== undefined) return `was refused: ${text(detail['code']).replaceAll('_', ' ')}`
  if (kind === 'other_act') return text(detail?.['route'])
  // Whoever comes by an invitation makes an account, and no workspace.
  if (kind === 'registered' && detail?.['invited'] === true) return 'made an account'
  const role = roleIn(detail)
  if (role !== null && kind === 'member_joined') return `joined the workspace as ${role}`
  const whom = text(detail?.['name'])
  if (role !== null && kind === 'role_changed') return `made ${whom || 'somebody'} ${role}`
  if (kind === 'member_removed') return `took ${whom || 'a member'} out`
  // Told of both: who becomes the owner, and what becomes of whoever was.
  if (kind === 'ownership_given' && whom !== '') return role === 'an owner' ? `handed the workspace over to ${whom}` : `made ${whom} ${role ?? 'something else'}`
  if (kind === 'invited') return `made an invitation${typeof detail?.['role'] === 'string' ? ` as ${withArticle(detail['role'])}` : ''}${typeof detail?.['email'] === 'string' ? ` for ${detail['email']}` : ''}`
  if (kind === 'reset_link_made' && whom !== '') return `made a link for a new password for ${whom}`
  // By the operator; of themselves people are told without.
  if (kind === 'authenticator_removed' && whom !== '') return `removed the authenticator app of ${whom}`
  return acts[kind] ?? kind.replaceAll('_', ' ')
}

/** "a member", "an admin": which role somebody has come to. */
function roleIn(detail: AuditEntry['detail']): string | null {
  const fields = detail?.['fields'], step = typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? fields['role'] : null, role = Array.isArray(step) ? step[1] : null
  return typeof role === 'string' ? withArticle(role) : null
}

function exportWords(what: string, format: string, count: number): string {
  if (what === 'backup') return 'saved a backup file'
  const label = productModel.entities.get(what)?.label, records = label === undefined ? `${count} ${what}` : plural(count, label.one, label.many)
  return format === 'print' ? `printed ${records}` : `exported ${records} as ${format}`
}

/** "Company of Ana Silva". */
export const fieldOfWords = (entity: string, record: object, field: string): string => `${fieldLabel(entity, field)} of ${recordTitle(entity, record, withArticle(entityLabel(entity)))}`

/** Who, as they were called then. */
export const whoWords = ({ person, from }: AuditEntry): string => person?.name ?? (from.by === 'operator' ? 'The operator' : 'The server')

const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** `ids`: both are ids of what is shown by its name (audit-value.tsx). */
export interface FieldWords { label: string; from: string; to: string; ids?: { entity: string; field: string } }

/** Old and new values, a line a field. */
export function fieldWords({ entity, detail }: AuditEntry): FieldWords[] {
  const fields = detail?.['fields']
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return []
  return Object.entries(fields).flatMap(([field, step]) => (Array.isArray(step)
    ? [{
      label: entity === null ? field.charAt(0).toUpperCase() + field.slice(1) : fieldLabel(entity, field), from: value(entity, field, step[0] ?? null), to: value(entity, field, step[1] ?? null),
      ...(entity !== null && namedBy(entity, field) !== undefined ? { ids: { entity, field } } : {}),
    }] : []))
}

function value(entity: string | null, field: string, json: Json): string {
  const long = typeof json === 'object' && json !== null && !Array.isArray(json) ? json['$long'] : undefined
  if (typeof long === 'object' && long !== null && !Array.isArray(long)) return `${text(long['begins'])}… (${text(long['length'])} characters)`
  if (json === null) return entity === null ? 'nothing' : valueText(entity, field, json)
  return entity === null ? text(json) || JSON.stringify(json) : valueText(entity, field, json).replaceAll('\n', ', ')
}

/** What is said beside the values, as label and words. */
export function factWords({ n, at, device, from, detail, recordId, hash }: AuditEntry): [string, string][] {
  const said = (name: string): string => text(detail?.[name])
  const listed = (name: string): string => { const list = detail?.[name]; return Array.isArray(list) ? list.map(text).join(', ') : '' }
  const facts: [string, string][] = [
    ['Device', device?.name ?? ''], ['Browser', from.agent ?? ''], ['Address', from.ip ?? ''], ['Session', from.session ?? ''], ['Role', from.role ?? ''], ['By the device’s clock', said('deviceAt')], ['Reason', said('code')], ['How often', said('times')],
    ['Name', said('name')], ['It was', said('was')], ['How many', said('uses')], ['Goes to', said('url') || said('host')], ['Topics', listed('topics')], ['May', listed('scopes')], ['Route', said('route')], ['Record', recordId ?? ''], ['Change', said('change')], ['Entry', `${n}, ${at}`], ['Hash', hash],
  ]
  return facts.filter(([, words]) => words !== '')
}
