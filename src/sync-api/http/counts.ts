import type { Clock } from '../../shared/clock.ts'
import type { RequestCounts } from '../store/port.ts'

/** Counts of this process alone, for where there is no other. */
export function createCounts(clock: Pick<Clock, 'now'>): Pick<RequestCounts, 'count'> {
  const windows = new Map<string, { count: number; endsAt: number }>()
  let sweepAt = 0
  return {
    count: async (key, windowMs) => {
      const now = clock.now()
      if (windows.size > sweepAt) {
        for (const [known, { endsAt }] of windows) if (endsAt <= now) windows.delete(known)
        sweepAt = windows.size * 2 + 1_000
      }
      const open = windows.get(key), window = open !== undefined && open.endsAt > now ? open : { count: 0, endsAt: now + windowMs }
      window.count += 1
      windows.set(key, window)
      return { current: window.count, ttl: window.endsAt - now }
    },
  }
}
