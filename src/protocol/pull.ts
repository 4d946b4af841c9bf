import { z } from '../shared/zod.ts'
import { syncRecordSchema } from './change.ts'

/** One record of a page: its newest state, and what happened to it in a word. `data` is null where the server purged it. */
export const pulledChangeSchema = z.extend(syncRecordSchema, { action: z.enum(['created', 'updated', 'deleted']) })
export type PulledChange = z.infer<typeof pulledChangeSchema>

/** `GET /api/sync/changes` */
export const pullResponseSchema = z.object({
  changes: z.array(pulledChangeSchema),
  cursor: z.string(),
  seen: z.string(),
  hasMore: z.boolean(),
  /** With the last page: the digest of each entity asked for, and the revision of the cursor, at which they hold (R7). */
  digests: z.optional(z.record(z.string(), z.string())),
  /** How long the server's backups are kept, days: as long a device keeps what would prove them and heal them (R1, J5). */
  backupDays: z.optional(z.int().check(z.positive())),
  revision: z.optional(z.int().check(z.nonnegative())),
  /** What the person may do in the workspace now: the rules on the device judge by it (M5). */
  role: z.optional(z.string()),
})
export type PullResponse = z.infer<typeof pullResponseSchema>

/** A line of `GET /api/sync/snapshot` (NDJSON). */
export const snapshotLineSchema = z.union([
  z.object({ cursor: z.string(), seen: z.string(), counts: z.record(z.string(), z.int()) }),
  z.object({ checkpoint: z.string() }),
  z.object({ end: z.literal(true) }),
  syncRecordSchema,
])
export type SnapshotLine = z.infer<typeof snapshotLineSchema>

/** A frame of the events socket. `from` and `to` are cursors: a replica whose cursor is `from` may apply the frame as a page. */
export const syncEventFrameSchema = z.object({
  type: z.literal('sync_event'),
  from: z.string(),
  to: z.string(),
  seen: z.optional(z.string()),
  events: z.array(z.object({
    entity: z.string(),
    action: z.enum(['created', 'updated', 'deleted']),
    id: z.string(),
    revision: z.int(),
    payload: syncRecordSchema,
  })),
})
export const eventFrameSchema = z.discriminatedUnion('type', [
  syncEventFrameSchema,
  z.object({ type: z.literal('awareness'), from: z.string(), data: z.json() }),
  z.object({ type: z.literal('error'), error: z.string(), message: z.string() }),
])
export type SyncEventFrame = z.infer<typeof syncEventFrameSchema>
export type EventFrame = z.infer<typeof eventFrameSchema>
