import { z } from '../shared/zod.ts'
import { syncRecordSchema } from './change.ts'

/** A range with more records than this is not sent whole; the device asks for its sub-ranges. */
export const recordsOfRange = 200

/** `GET /api/sync/digests`: the sixteen sub-ranges of ids under a prefix, in order, at a revision (R7). */
export const digestRangesSchema = z.object({
  revision: z.int().check(z.nonnegative()),
  /** The longest prefix that all ids under the one asked for have in common; that itself where there are fewer than two. */
  common: z.string(),
  ranges: z.array(z.object({
    prefix: z.string(),
    digest: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
    /** Records there, tombstones among them, which have no part in the digest. */
    count: z.int().check(z.nonnegative()),
  })).check(z.length(16)),
})
export type DigestRanges = z.infer<typeof digestRangesSchema>

/** The same with `records=1`: every record of the range under the prefix, tombstones among them; null where there are more than 200. */
export const rangeRecordsSchema = z.object({
  revision: z.int().check(z.nonnegative()),
  records: z.nullable(z.array(syncRecordSchema)),
})
export type RangeRecords = z.infer<typeof rangeRecordsSchema>
