import type { Clock } from '../shared/clock.ts'

/** Tells work that can wait when nobody else works. */
export interface Idleness {
  /** A call begins or ends. */
  busy(): void
  isIdle(): boolean
}

const quietMs = 60
/** Under an unbroken stream of calls, work that has waited so long gets its turn all the same. */
const patienceMs = 1_000

export function createIdleness(clock: Clock): Idleness {
  let lastCall = -Infinity, waitsSince: number | null = null
  return {
    busy: () => { lastCall = clock.monotonic() },
    isIdle: () => {
      const now = clock.monotonic()
      waitsSince ??= now
      if (now - lastCall < quietMs && now - waitsSince < patienceMs) return false
      waitsSince = null
      return true
    },
  }
}
