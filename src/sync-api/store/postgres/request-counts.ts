import type { RequestCounts } from '../port.ts'
import type { Database } from './database.ts'

/** Counts in a table that no log is kept of: one way to the database, and nothing to wait for on its disk. By the database's clock, which all share. */
export function createRequestCounts({ direct }: Database): RequestCounts {
  let counted = 0
  /** What is over is taken away now and then. */
  const sweep = async (): Promise<void> => {
    counted += 1
    if (counted % sweepEvery === 0) await direct.run(`DELETE FROM rate_limits WHERE ends_at < ${now}`)
  }
  return {
    async count(key, windowMs) {
      await sweep()
      const row = await direct.get<{ count: number; ttl: number }>(`
        INSERT INTO rate_limits AS kept VALUES ($1, 1, ${now} + $2::bigint) ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN kept.ends_at <= ${now} THEN 1 ELSE kept.count + 1 END,
          ends_at = CASE WHEN kept.ends_at <= ${now} THEN excluded.ends_at ELSE kept.ends_at END
        RETURNING count, ends_at - ${now} AS ttl`, key, windowMs)
      return { current: row!.count, ttl: Math.max(0, row!.ttl) }
    },

    async take(draws) {
      await sweep()
      // `ends_at` is when the bucket is full again, `count` whether there was a token. In one order, so that nobody waits for each other.
      const rows = await direct.all<{ key: string; taken: boolean; full_in: number }>(`
        INSERT INTO rate_limits AS kept
        SELECT key, burst, ${now} + every FROM unnest($1::text[], $2::integer[], $3::bigint[]) AS draws (key, burst, every) ORDER BY key COLLATE "C"
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN ${filledBy} - ${now} <= excluded.count * ${every} THEN excluded.count ELSE 0 END,
          ends_at = CASE WHEN ${filledBy} - ${now} <= excluded.count * ${every} THEN ${filledBy} ELSE kept.ends_at END
        RETURNING key, count > 0 AS taken, ends_at - ${now} AS full_in`,
        draws.map(({ key }) => key), draws.map(({ burst }) => burst), draws.map((draw) => draw.everyMs))
      const found = new Map(rows.map((row) => [row.key, row]))
      return draws.map(({ key, everyMs, burst }) => {
        const row = found.get(key)
        return row === undefined || row.taken ? 0 : Math.max(1, row.full_in + everyMs - burst * everyMs)
      })
    },
  }
}

const sweepEvery = 1_000
const now = '(extract(epoch FROM now()) * 1000)::bigint'
const every = `(excluded.ends_at - ${now})`
const filledBy = `(greatest(kept.ends_at, ${now}) + ${every})`
