import { anyJson, z } from '../shared/zod.ts'

/** Longest things on the wire (protocol.md, Words and P1). */
export const wireLimits = { changesPerBatch: 100, batchBytes: 1024 * 1024 } as const

export const uuid = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/))
export const opSchema = z.enum(['create', 'update', 'delete', 'restore'])

/** One row of `local_changes` as it travels; protocol.md, Shapes. */
export const changeSchema = z.object({
  id: uuid,
  bodyHash: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  mutationId: uuid,
  groupId: z.optional(uuid),
  seq: z.int().check(z.nonnegative()),
  entity: z.string().check(z.minLength(1), z.maxLength(64)),
  recordId: uuid,
  op: opSchema,
  patch: z.record(z.string(), anyJson()),
  before: z.optional(z.record(z.string(), anyJson())),
  baseRevision: z.nullable(z.int().check(z.nonnegative())),
  baseEpoch: z.optional(z.string().check(z.maxLength(100))),
  /** Of a delete: the base that its author had of each record that hangs on this one, by id; `*`: of all others (M4). */
  along: z.optional(z.record(z.string(), z.int().check(z.nonnegative()))),
  /** Of an undo: the change that it takes back, as far as that is what stands (U1). */
  undoes: z.optional(uuid),
  at: z.string().check(z.maxLength(100)),
  schemaVersion: z.int().check(z.positive()),
})
export type Change = z.infer<typeof changeSchema>
export type Op = z.infer<typeof opSchema>

/** A list's change by elements, as a patch value: `{"$set": {...}}`. */
export const setPatchSchema = z.object({
  $set: z.object({
    add: z.optional(z.array(anyJson())),
    remove: z.optional(z.array(z.string())),
    update: z.optional(z.record(z.string(), z.record(z.string(), anyJson()))),
  }),
})
export type SetPatch = z.infer<typeof setPatchSchema>

export const syncRecordSchema = z.object({
  entity: z.string(),
  id: z.string(),
  revision: z.int().check(z.nonnegative()),
  data: z.nullable(z.record(z.string(), anyJson())),
  deletedAt: z.nullable(z.string()),
  updatedAt: z.string(),
  updatedBy: z.string(),
})
export type SyncRecord = z.infer<typeof syncRecordSchema>
