import { z } from '../shared/zod.ts'

/** Longest things on the wire (protocol.md, Words and P1). */
export const wireLimits = { changesPerBatch: 100, batchBytes: 1024 * 1024 } as const

export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export const opSchema = z.enum(['create', 'update', 'delete', 'restore'])

/** One row of `local_changes` as it travels; protocol.md, Shapes. */
export const changeSchema = z.object({
  id: uuid,
  bodyHash: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  mutationId: uuid,
  groupId: uuid.optional(),
  seq: z.number().int().nonnegative(),
  entity: z.string().min(1).max(64),
  recordId: uuid,
  op: opSchema,
  patch: z.record(z.string(), z.json()),
  before: z.record(z.string(), z.json()).optional(),
  baseRevision: z.number().int().nonnegative().nullable(),
  baseEpoch: z.string().max(100).optional(),
  at: z.string().max(100),
  schemaVersion: z.number().int().positive(),
})
export type Change = z.infer<typeof changeSchema>
export type Op = z.infer<typeof opSchema>

/** A list's change by elements, as a patch value: `{"$set": {...}}`. */
export const setPatchSchema = z.object({
  $set: z.object({
    add: z.array(z.json()).optional(),
    remove: z.array(z.string()).optional(),
    update: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  }),
})
export type SetPatch = z.infer<typeof setPatchSchema>

export const syncRecordSchema = z.object({
  entity: z.string(),
  id: z.string(),
  revision: z.number().int().nonnegative(),
  data: z.record(z.string(), z.json()).nullable(),
  deletedAt: z.string().nullable(),
  updatedAt: z.string(),
  updatedBy: z.string(),
})
export type SyncRecord = z.infer<typeof syncRecordSchema>
