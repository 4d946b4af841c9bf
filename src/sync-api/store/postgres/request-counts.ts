import type { RequestCounts } from '../port.ts'
import type { Database } from './database.ts'

/** Counts in a table that no log is kept of: one way to the database, and nothing to wait for on its disk. By the database's clock, which all share. */
export function createRequestCounts({ direct }: Database): RequestCounts {
  let counted = 0
  return {
    async count(key, windowMs) {
      counted += 1
      if (counted % sweepEvery === 0) await direct.run(`DELETE FROM rate_limits WHERE ends_at < ${now}`)
      const row = await direct.get<{ count: number; ttl: number }>(`
        INSERT INTO rate_limits AS kept VALUES ($1, 1, ${now} + $2::bigint) ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN kept.ends_at <= ${now} THEN 1 ELSE kept.count + 1 END,
          ends_at = CASE WHEN kept.ends_at <= ${now} THEN excluded.ends_at ELSE kept.ends_at END
        RETURNING count, ends_at - ${now} AS ttl`, key, windowMs)
      return { current: row!.count, ttl: Math.max(0, row!.ttl) }
    },
  }
}

/** What is over is taken away now and then. */
const sweepEvery = 1_000
const now = '(extract(epoch FROM now()) * 1000)::bigint'
