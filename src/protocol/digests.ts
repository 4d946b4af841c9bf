import { z } from '../shared/zod.ts'
import { syncRecordSchema } from './change.ts'

/** A range with more records than this is never sent whole; the device asks for its sub-ranges. */
export const recordsOfRange = 200

/** `GET /api/sync/digests`: the sixteen sub-ranges of ids under a prefix, in order, at a revision (R7). */
export const digestRangesSchema = z.object({
  revision: z.int().check(z.nonnegative()),
  ranges: z.array(z.object({
    prefix: z.string(),
    digest: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
    /** Records there, tombstones among them, which have no part in the digest. */
    count: z.int().check(z.nonnegative()),
  })).check(z.length(16)),
})
export type DigestRanges = z.infer<typeof digestRangesSchema>

/** The same with `records=1`: every record of the range under the prefix, tombstones among them. */
export const rangeRecordsSchema = z.object({
  revision: z.int().check(z.nonnegative()),
  records: z.array(syncRecordSchema),
})
export type RangeRecords = z.infer<typeof rangeRecordsSchema>
