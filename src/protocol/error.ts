import { z } from '../shared/zod.ts'

/** The body of every answer that is not 2xx. `error` is a code to decide by, `message` is for a person. */
export const wireErrorSchema = z.object({ error: z.string(), message: z.string(), details: z.optional(z.json()) })
export type WireError = z.infer<typeof wireErrorSchema>

export const epochChangedSchema = z.object({ error: z.literal('epoch_changed'), message: z.optional(z.string()), results: z.array(z.json()) })
export const resetRequiredSchema = z.object({ error: z.literal('reset_required'), message: z.optional(z.string()), entities: z.array(z.string()) })
