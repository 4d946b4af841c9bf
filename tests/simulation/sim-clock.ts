import type { Clock, TimerHandle } from '../../src/shared/clock.ts'

/** Time that only moves when the simulation says so. */
export interface SimTime {
  /** The true time, ms since 1970. */
  now(): number
  /** A clock that is wrong by `skew` ms; timers run by true time. */
  clock(skew: number): Clock & { jump(ms: number): void }
  /** Moves on by `ms`, firing what falls due in order; `settled` is awaited before the first timer and after each. */
  advance(ms: number, settled: () => Promise<void>): Promise<void>
  /** Lets `ms` pass in one go, as for a machine that slept: what fell due meanwhile is fired once, afterwards. Months cost no more than minutes. */
  skip(ms: number): void
}

export function createSimTime(start: number): SimTime {
  let now = start, made = 0
  const timers = new Map<number, { due: number; fire: () => void }>()
  const nextDue = (until: number): number | null => {
    let found: [number, number] | null = null
    for (const [id, { due }] of timers) if (due <= until && (found === null || due < found[1])) found = [id, due]
    return found?.[0] ?? null
  }
  return {
    now: () => now,
    clock: (skew) => ({
      now: () => now + skew,
      monotonic: () => now - start,
      setTimeout: (fire, ms): TimerHandle => {
        made += 1
        // As machines do: whole milliseconds, and at least one.
        timers.set(made, { due: now + Math.max(1, Math.ceil(ms)), fire })
        return { timer: made }
      },
      clearTimeout: ({ timer }) => { timers.delete(timer as number) },
      jump: (ms) => { skew += ms },
    }),
    skip: (ms) => { now += ms },
    advance: async (ms, settled) => {
      const until = now + ms
      await settled()
      for (let id = nextDue(until); id !== null; id = nextDue(until)) {
        const { due, fire } = timers.get(id)!
        timers.delete(id)
        now = Math.max(now, due)
        fire()
        await settled()
      }
      now = until
    },
  }
}
