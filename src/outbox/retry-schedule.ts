import type { Failure } from './failure.ts'
import { isRetryable } from './failure.ts'

/*
 * When to try again (P4), as a pure state machine:
 *
 *          failed(offline)                      failed(retry)
 *   ready ────────────────▶ absent (no attempt) ─────────────▶ backing off 1, 2, 4, 8 … 60 s, full jitter, Retry-After obeyed
 *     ▲                        │ network is back, or the probe's time has come      │ time has come
 *     └────────────────────────┴──────────────── succeeded ─────────────────────────┘
 *
 * Times are monotonic ms. Signing out and being too old are no matter of time and not in here.
 */
export interface Schedule {
  /** Server failures in a row. */
  failures: number
  /** Times in a row that the network was found away; never shown as trouble of a change. */
  absences: number
  /** No request before this; null: at once. */
  notBefore: number | null
  /** The server named the time itself: not even the person's "Sync now" goes earlier. */
  firm: boolean
}

export const ready: Schedule = { failures: 0, absences: 0, notBefore: null, firm: false }

/** P4: from so many failures in a row a change is shown as struggling. */
export const strugglingAfter = 5

const firstMs = 1_000
const longestMs = 60_000
/** How often to look for the network when nothing says that it is back. */
const longestAbsenceMs = 15_000
/** A Retry-After beyond this is a mistake or a proxy's; nobody should have to wait a day for it. */
const longestRetryAfterMs = 3_600_000

/** The longest wait after the given number of failures in a row: 1, 2, 4, 8 … 60 s. */
export const backOffCeiling = (failures: number): number => Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1))

/** The schedule after a failed request; `random` in [0, 1) is the jitter. A failure that time does not cure leaves it as it is. */
export function afterFailure(schedule: Schedule, failure: Failure, nowMs: number, random: number): Schedule {
  if (!isRetryable(failure)) return schedule
  if (failure.kind === 'retry') {
    const failures = schedule.failures + 1
    const jittered = random * backOffCeiling(failures)
    const asked = failure.retryAfterMs
    return { failures, absences: 0, notBefore: nowMs + Math.max(jittered, asked ?? 0), firm: asked !== null && asked > 0 }
  }
  const absences = schedule.absences + 1
  const wait = random * Math.min(longestAbsenceMs, backOffCeiling(absences))
  return { ...schedule, absences, notBefore: Math.max(nowMs + wait, schedule.firm ? schedule.notBefore ?? 0 : 0) }
}

/** Something came back from our server: all is well. */
export const afterSuccess = (): Schedule => ready

/** The network is said to be back: an absence ends at once, a server's back-off does not. */
export function afterNetworkBack(schedule: Schedule): Schedule {
  if (schedule.absences === 0) return schedule
  return { ...schedule, absences: 0, notBefore: schedule.firm ? schedule.notBefore : null }
}

/** The person asks: only a time that the server named itself still holds. */
export const afterPersonAsked = (schedule: Schedule): Schedule => (schedule.firm ? schedule : { ...schedule, notBefore: null })

/** ms to wait from now; 0: go. */
export const waitFrom = (schedule: Schedule, nowMs: number): number => Math.max(0, (schedule.notBefore ?? nowMs) - nowMs)

/** A Retry-After header (seconds, or an HTTP date) in ms; null where there is none that can be read. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const text = header.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  if (!Number.isFinite(ms)) return null
  return Math.min(Math.max(0, ms), longestRetryAfterMs)
}
