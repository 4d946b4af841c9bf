import type { Data, Json } from '../../shared/json.ts'
import type { ApiTokenRow } from './account-port.ts'
import type { PulledRecord, PurgedRecord, RecordText, StoredAnswer, StoredRecord, StoredReplica } from './port.ts'
import type { HintSubscription } from './hint-port.ts'
import type { WebhookDelivery, WebhookRow } from './webhook-port.ts'
import { decodeMeta } from './meta-codec.ts'

/** The columns of a pulled record, in the order `pulledRecord` reads them. */
export const pulledColumns = `records.entity, records.id, records.revision, records.created_revision, records.data, records.deleted_at,
  records.updated_at, records.updated_by`

export interface RecordRow {
  entity: string; id: string; revision: number; created_revision: number; data: string
  deleted_at: string | null; updated_at: string; updated_by: string; meta: string; removed: string
}

export const pulledRecord = (row: Omit<RecordRow, 'meta' | 'removed'>): PulledRecord => ({
  entity: row.entity,
  id: row.id,
  revision: row.revision,
  createdRevision: row.created_revision,
  data: JSON.parse(row.data) as Data | null,
  deletedAt: row.deleted_at,
  updatedAt: row.updated_at,
  updatedBy: row.updated_by,
})

/** The wire's record around the data as it lies there. */
export const recordText = (row: Omit<RecordRow, 'meta' | 'removed'>): RecordText => ({
  id: row.id,
  text: `{"entity":${JSON.stringify(row.entity)},"id":${JSON.stringify(row.id)},"revision":${row.revision},"data":${row.data},`
    + `"deletedAt":${JSON.stringify(row.deleted_at)},"updatedAt":${JSON.stringify(row.updated_at)},"updatedBy":${JSON.stringify(row.updated_by)}}`,
})

export function keptRecord(row: RecordRow): StoredRecord | PurgedRecord {
  const { data, ...record } = pulledRecord(row)
  return data === null ? { ...record, data } : {
    ...record,
    data,
    meta: decodeMeta(row.meta),
    removed: row.removed === '' ? {} : JSON.parse(row.removed) as Record<string, Json>,
  }
}

/** Of rows that a statement asked for with their data. */
export const storedRecords = (rows: readonly RecordRow[]): StoredRecord[] =>
  rows.map(keptRecord).filter((record): record is StoredRecord => record.data !== null)

export interface ReplicaRow { id: string; user_id: string; device_name: string; clock: string; last_seen_at: string }
export const storedReplica = (row: ReplicaRow): StoredReplica =>
  ({ id: row.id, userId: row.user_id, deviceName: row.device_name, clock: JSON.parse(row.clock) as Json, lastSeenAt: row.last_seen_at })

export interface AnswerRow {
  id: string; body_hash: string; mutation_id: string; seq: number; replica_id: string; user_id: string
  entity: string; record_id: string; status: StoredAnswer['status']; detail: string; revision: number
}

export const storedAnswer = (row: AnswerRow): StoredAnswer => ({
  id: row.id,
  bodyHash: row.body_hash,
  mutationId: row.mutation_id,
  seq: row.seq,
  replicaId: row.replica_id,
  userId: row.user_id,
  entity: row.entity,
  recordId: row.record_id,
  status: row.status,
  detail: row.detail === '' ? {} : JSON.parse(row.detail) as Data,
  revision: row.revision,
})

export const apiTokenColumns = 'id, workspace_id, user_id, name, scopes, token_hash, created_at, last_used_at, revoked_at'
export interface ApiTokenDbRow {
  id: string; workspace_id: string; user_id: string; name: string; scopes: string; token_hash: string
  created_at: string; last_used_at: string | null; revoked_at: string | null
}
export const apiTokenOf = (row: ApiTokenDbRow | undefined): ApiTokenRow | null => row === undefined ? null : {
  id: row.id, workspaceId: row.workspace_id, userId: row.user_id, name: row.name, scopes: row.scopes.split(' '), tokenHash: row.token_hash,
  createdAt: row.created_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at,
}

export interface WebhookDbRow {
  id: string; workspace_id: string; url: string; topics: string; secret: string; enabled: number; created_by: string; created_at: string
  position: number; caught_up: number; attempts: number; next_attempt_at: string | null; failing_since: string | null; last_delivered_at: string | null; gave_up_at: string | null; note: string | null
}
export const webhookColumns = `id, workspace_id, url, topics, secret, enabled, created_by, created_at,
  position, caught_up, attempts, next_attempt_at, failing_since, last_delivered_at, gave_up_at, note`
export const webhookOf = (row: WebhookDbRow): WebhookRow => ({
  id: row.id, workspaceId: row.workspace_id, url: row.url, topics: row.topics.split(' '), secret: row.secret, enabled: row.enabled === 1, createdBy: row.created_by, createdAt: row.created_at,
  progress: {
    position: row.position, caughtUp: row.caught_up, attempts: row.attempts, nextAttemptAt: row.next_attempt_at, failingSince: row.failing_since, lastDeliveredAt: row.last_delivered_at,
    gaveUpAt: row.gave_up_at, note: row.note,
  },
})
/** In the order of the table's columns. */
export const webhookValues = ({ progress, ...row }: WebhookRow): (string | number | null)[] => [
  row.workspaceId, row.id, row.url, row.topics.join(' '), row.secret, Number(row.enabled), row.createdBy, row.createdAt, progress.position, progress.caughtUp, progress.attempts, progress.nextAttemptAt,
  progress.failingSince, progress.lastDeliveredAt, progress.gaveUpAt, progress.note, '', '',
]

export interface DeliveryDbRow { id: string; type: string; record_id: string; revision: number; at: string; status: number | null; error: string | null; attempts: number }
export const deliveryColumns = 'id, type, record_id, revision, at, status, error, attempts'
export const deliveryOf = ({ record_id: recordId, ...row }: DeliveryDbRow): WebhookDelivery => ({ ...row, recordId })
export const deliveriesKept = 100

export interface HintDbRow { workspace_id: string; user_id: string; device_id: string; id: string; endpoint: string; p256dh: string; auth: string; entities: string; created_at: string }
export const hintColumns = 'workspace_id, user_id, device_id, id, endpoint, p256dh, auth, entities, created_at'
export const hintOf = (row: HintDbRow): HintSubscription => ({
  workspaceId: row.workspace_id, userId: row.user_id, deviceId: row.device_id, id: row.id, endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth, entities: row.entities.split(' '), createdAt: row.created_at,
})
/** In the order of the table's columns. */
export const hintValues = (row: HintSubscription): string[] =>
  [row.workspaceId, row.userId, row.deviceId, row.id, row.endpoint, row.p256dh, row.auth, row.entities.join(' '), row.createdAt]
