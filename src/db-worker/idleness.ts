import type { Clock } from '../shared/clock.ts'

/** Tells work that can wait when nobody else works. */
export interface Idleness {
  /** A call begins or ends. */
  busy(): void
  isIdle(): boolean
}

const quietMs = 60
/** Under an unbroken stream of calls, work that waits gets its turn this often all the same. */
const patienceMs = 1_000

export function createIdleness(clock: Clock): Idleness {
  let lastCall = -Infinity, lastTurn = -Infinity
  return {
    busy: () => { lastCall = clock.monotonic() },
    isIdle: () => {
      const now = clock.monotonic()
      if (now - lastCall < quietMs && now - lastTurn < patienceMs) return false
      lastTurn = now
      return true
    },
  }
}
