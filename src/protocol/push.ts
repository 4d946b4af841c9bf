import { z } from '../shared/zod.ts'
import { changeSchema, syncRecordSchema, uuid, wireLimits } from './change.ts'

export const pushRequestSchema = z.object({
  replicaId: uuid,
  seen: z.optional(z.string().check(z.maxLength(2_000))),
  /** The device's uncorrected clock as the request leaves, ISO 8601 (T1). */
  sentAt: z.string(),
  schemaVersion: z.int().check(z.positive()),
  changes: z.array(changeSchema).check(z.minLength(1), z.maxLength(wireLimits.changesPerBatch)),
})
export type PushRequest = z.infer<typeof pushRequestSchema>

const common = { id: z.string(), duplicate: z.optional(z.literal(true)) }
export const pushResultSchema = z.discriminatedUnion('status', [
  z.object({ ...common, status: z.literal('applied'), revision: z.int(), record: syncRecordSchema }),
  z.object({ ...common, status: z.literal('merged'), revision: z.int(), record: syncRecordSchema, superseded: z.array(z.string()) }),
  z.object({
    ...common, status: z.literal('conflict'), revision: z.int(), record: syncRecordSchema,
    conflicts: z.array(z.object({ field: z.string(), id: z.string() })), superseded: z.array(z.string()),
  }),
  z.object({ ...common, status: z.literal('deferred'), waitsFor: z.string() }),
  z.object({ ...common, status: z.literal('rejected'), error: z.object({ code: z.string(), message: z.string(), field: z.optional(z.string()) }) }),
])
export type PushResult = z.infer<typeof pushResultSchema>

export const pushResponseSchema = z.object({ results: z.array(pushResultSchema), seen: z.string(), serverTime: z.string() })
export type PushResponse = z.infer<typeof pushResponseSchema>

/** The names a rejection may carry beside the rules' own (P2, P4, R5). */
export const rejectionCodes = ['mutation_refused', 'id_reused', 'reference_gone', 'record_gone', 'invalid', 'forbidden', 'unknown_entity', 'too_large'] as const
