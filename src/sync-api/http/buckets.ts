import type { Clock } from '../../shared/clock.ts'
import type { RequestCounts } from '../store/port.ts'

/** So many requests a minute for as long as one likes, and after a pause so many at once. */
export interface Rate { perMinute: number; burst: number }

/** A bucket that a request takes a token out of. */
export interface Draw { key: string; rate: Rate }

/**
 * Token buckets. A bucket is one number, the time at which it will be full again: a token taken puts that off by the time in which one comes
 * in, and where it would lie further away than all tokens together, there is none.
 */
export interface Buckets {
  /** Takes a token out of each; ms until all of them have one, 0: taken. Whoever is told to wait and does not is answered without being counted. */
  take(draws: readonly Draw[]): Promise<number>
  /** ms that the bucket said to wait and that are not over yet; 0: it may be asked. */
  waitOf(key: string): number
}

/** @param shared with the other processes; absent: this one has its own */
export function createBuckets(clock: Pick<Clock, 'monotonic'>, shared?: Pick<RequestCounts, 'take'>): Buckets {
  const { take } = shared ?? createOwnBuckets(clock)
  /** Until when each key has to wait, as it was told. So a flood costs no count, and one device not what its account's others have. */
  const told = new Map<string, number>()
  const waitOf = (key: string): number => {
    const until = told.get(key)
    if (until === undefined) return 0
    const wait = until - clock.monotonic()
    if (wait > 0) return wait
    told.delete(key)
    return 0
  }
  return {
    waitOf,
    async take(draws) {
      const standing = Math.max(...draws.map(({ key }) => waitOf(key)))
      if (standing > 0) return standing
      const waits = await take(draws.map(({ key, rate }) => ({ key, everyMs: everyMs(rate), burst: rate.burst })))
      for (const [index, wait] of waits.entries()) if (wait > 0) told.set(draws[index]!.key, clock.monotonic() + wait)
      if (told.size > mostTold) forgetOver(told, clock.monotonic())
      return Math.max(...waits)
    },
  }
}

/** A token comes in so often; whole ms, as the shared buckets count. */
const everyMs = ({ perMinute }: Rate): number => Math.max(1, Math.round(60_000 / perMinute))

/** Those of one process. */
export function createOwnBuckets(clock: Pick<Clock, 'monotonic'>): Required<Pick<RequestCounts, 'take'>> {
  const fullAt = new Map<string, number>()
  let taken = 0
  return {
    take: async (draws) => {
      const now = clock.monotonic()
      taken += 1
      // A bucket that is full is one that is not there.
      if (taken % sweepEvery === 0) forgetOver(fullAt, now)
      const nexts = draws.map(({ key, everyMs }) => Math.max(fullAt.get(key) ?? now, now) + everyMs)
      const waits = draws.map(({ everyMs, burst }, index) => Math.max(0, nexts[index]! - now - burst * everyMs))
      if (waits.every((wait) => wait === 0)) for (const [index, { key }] of draws.entries()) fullAt.set(key, nexts[index]!)
      return waits
    },
  }
}

function forgetOver(times: Map<string, number>, now: number): void {
  for (const [key, time] of times) if (time <= now) times.delete(key)
}

const sweepEvery = 1_000
const mostTold = 10_000
