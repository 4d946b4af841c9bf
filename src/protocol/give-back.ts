import { syncRecordSchema, uuid, wireLimits } from './change.ts'
import { z } from '../shared/zod.ts'

/** Longest lists of tokens that a give-back may bring: one a day for as long as backups are kept, and the newest. */
export const seenLimit = 500

/** `POST /api/sync/give-back` (R8): what a device still has of a history that the server has lost; decision 0014. */
export const giveBackRequestSchema = z.object({
  replicaId: uuid,
  /** The epoch that the records are of. */
  fromEpoch: z.string().check(z.minLength(1), z.maxLength(100)),
  /** Tokens of that epoch's history, one a day and the newest: the highest that the server knows is the last common revision. */
  seen: z.array(z.string().check(z.maxLength(2_000))).check(z.maxLength(seenLimit)),
  /** The `seen` of the answer before this one: what was given already must still be there. */
  after: z.optional(z.string().check(z.maxLength(2_000))),
  /** As of a push: what only devices of a newer version know, the server takes from such ones alone (R4). */
  schemaVersion: z.optional(z.int().check(z.positive())),
  /**
   * Newer than the last common revision, with their revisions of that epoch; and older ones that they name, which are taken only where the
   * server has deleted them for good since. Empty: the device asks for that revision only.
   */
  records: z.array(syncRecordSchema).check(z.maxLength(wireLimits.changesPerBatch)),
})
export type GiveBackRequest = z.infer<typeof giveBackRequestSchema>

export const giveBackResponseSchema = z.object({
  /** The last revision that device and server share, and when it was committed; null: the server has lost nothing of that epoch. */
  since: z.nullable(z.object({ revision: z.int().check(z.nonnegative()), at: z.nullable(z.string()) })),
  seen: z.string(),
  /** How many of these records the server had not got. */
  given: z.int().check(z.nonnegative()),
})
export type GiveBackResponse = z.infer<typeof giveBackResponseSchema>
