import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { canonicalJson, sameJson } from '../../merge/canonical.ts'
import { textsMember } from '../../merge/text-field.ts'
import { history } from '../../model/bookkeeping.ts'
import type { AuditChangeKind, AuditKind } from '../../protocol/audit.ts'
import type { Data, Json } from '../../shared/json.ts'
import { deviceName } from '../auth/device-name.ts'
import type { Identity } from '../auth/sessions.ts'
import type { AuditSource, NewAuditEntry } from '../store/audit-port.ts'
import type { SetNote, WrittenNote } from './notes.ts'

/* What an audit entry says, from what happened. */

/** What is known of a source beside its ids, as its text has it. */
export interface SourceFacts {
  /** As they were called then. */
  name: string
  device: string
  /** `browser`, `script` and `token` as in the list of devices; `server`: by itself; `operator`: by its commands. */
  by: 'browser' | 'script' | 'token' | 'server' | 'operator'
  role?: string
  session?: string
  ip?: string
  /** "Firefox on Linux". */
  agent?: string
}

export const auditSource = (userId: string, deviceId: string, facts: SourceFacts): AuditSource => ({ userId, deviceId, text: JSON.stringify(facts) })
export const serverSource = auditSource('', '', { name: '', device: '', by: 'server' })
export const operatorSource = auditSource('', '', { name: '', device: '', by: 'operator' })

/** Who asks, and from where. */
export function sourceOf(request: FastifyRequest, { user, session, sessionId, device, deviceName: called, membership, scopes }: Identity): AuditSource {
  return auditSource(user.id, session.deviceId, {
    name: user.name, device: called, by: scopes !== undefined ? 'token' : device?.kind ?? 'browser', role: membership.role, session: sessionId, ip: request.ip, agent: deviceName(request.headers['user-agent']),
  })
}

export const auditAct = (at: string, source: AuditSource, kind: AuditKind, detail: Data = {}, about: { entity: string; recordId: string } = { entity: '', recordId: '' }): NewAuditEntry =>
  ({ at, source, kind, ...about, detail: JSON.stringify(detail) })

/** The entries of what a transaction wrote. The history tells of the same, so its own entries are left out. */
export function entriesOf(at: string, source: AuditSource, notes: readonly SetNote[]): NewAuditEntry[] {
  return notes.flatMap((note) => {
    if (note.kind === 'rejected') {
      const { change, error } = note
      return [auditAct(at, source, 'rejected', { op: change.op, ...causeOf(note), code: error.code, ...(error.field === undefined ? {} : { field: error.field }) }, { entity: change.entity, recordId: change.recordId })]
    }
    const { entity, id } = note.after
    return entity === history.name ? [] : [{ at, source, kind: kindOf(note), entity, recordId: id, detail: JSON.stringify({ ...causeOf(note), fields: fieldsOf(note), ...(note.lost === undefined ? {} : { lost: note.lost }) }) }]
  })
}

function causeOf({ change, fromEpoch }: SetNote): Data {
  if (change === undefined) return fromEpoch === undefined ? {} : { givenBackFrom: fromEpoch }
  return { change: change.id, mutation: change.mutationId, ...(change.groupId === undefined ? {} : { group: change.groupId }), deviceAt: change.at.slice(0, isoLength) }
}
const isoLength = '2026-01-01T00:00:00.000Z'.length

function kindOf({ before, after }: WrittenNote): AuditChangeKind {
  if (before === null) return 'created'
  if ((before.deletedAt === null) === (after.deletedAt === null)) return 'changed'
  return after.deletedAt === null ? 'restored' : 'deleted'
}

/** `{field: [before, after]}` of what is another; of a text its words, without the document that they come of. */
function fieldsOf({ before, after }: WrittenNote): Record<string, [Json, Json]> {
  const fields: Record<string, [Json, Json]> = {}
  const compare = (field: string, from: Json | undefined, to: Json | undefined): void => {
    if (from === to || field === textsMember || sameJson(from ?? null, to ?? null)) return
    fields[field] = [shortened(from ?? null), shortened(to ?? null)]
  }
  for (const field of Object.keys(after.data)) compare(field, before?.data[field], after.data[field])
  if (before !== null) for (const field of Object.keys(before.data)) if (!(field in after.data)) compare(field, before.data[field], undefined)
  compare('deletedAt', before?.deletedAt, after.deletedAt)
  return fields
}

/** As JSON. A value that is longer is told by how it begins and what it hashes to: whoever has it can show that it is this one. */
const longestValue = 2_000
const shownOfLonger = 200

export function shortened(value: Json): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= longestValue)) return value
  const text = canonicalJson(value)
  if (text.length <= longestValue) return value
  return { $long: { begins: text.slice(0, shownOfLonger), length: text.length, sha256: createHash('sha256').update(text).digest('hex') } }
}
