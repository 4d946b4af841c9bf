/**
 * Time and timers as a port, so that a simulation can own them. `now` is the device's uncorrected wall clock in ms since 1970;
 * `monotonic` never jumps and has no meaning but differences.
 */
export interface Clock {
  now(): number
  monotonic(): number
  setTimeout(callback: () => void, ms: number): TimerHandle
  clearTimeout(handle: TimerHandle): void
}

export type TimerHandle = { readonly timer: unknown }

/** The longest that a timer can be told; of more it would go off at once. ms */
const longestTimer = 2 ** 31 - 1

/** The machine's own clock. A timer of more than 24 days goes off after that. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => ({ timer: setTimeout(callback, Math.min(ms, longestTimer)) }),
  clearTimeout: (handle) => { clearTimeout(handle.timer as ReturnType<typeof setTimeout>) },
}

/** Waits `ms` on the given clock. */
export const sleep = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => { clock.setTimeout(resolve, ms) })
