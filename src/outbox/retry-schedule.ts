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
  /** The server named the time itself; null: it did not. Until then not even the person's "Sync now" goes out, and after it only that, and once (decision 0093). */
  firmUntil: number | null
}

export const ready: Schedule = { failures: 0, absences: 0, notBefore: null, firmUntil: null }

/** P4: from so many failures in a row a change is shown as struggling. */
export const strugglingAfter = 5

const firstMs = 1_000
const longestMs = 60_000
/** How often to look for the network when nothing says that it is back. */
const longestAbsenceMs = 15_000
/** A Retry-After beyond this is a mistake or a proxy's; nobody should have to wait a day for it. */
const longestRetryAfterMs = 3_600_000
/** From so long on, a pause that the server asked for is worth a word. */
export const longPauseMs = longestMs
/** How long a Retry-After holds against the person too: as long as the longest pause that we make ourselves. */
const firmMs = longestMs

/** The longest wait after the given number of failures in a row: 1, 2, 4, 8 … 60 s. */
export const backOffCeiling = (failures: number): number => Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1))

/** The schedule after a failed request; `random` in [0, 1) is the jitter. A failure that time does not cure leaves it as it is. */
export function afterFailure(schedule: Schedule, failure: Failure, nowMs: number, random: number): Schedule {
  if (!isRetryable(failure)) return schedule
  if (failure.kind === 'retry') {
    const failures = schedule.failures + 1
    const jittered = random * backOffCeiling(failures)
    const asked = failure.retryAfterMs
    return { failures, absences: 0, notBefore: nowMs + Math.max(jittered, asked ?? 0), firmUntil: asked !== null && asked > 0 ? nowMs + Math.min(asked, firmMs) : null }
  }
  const absences = schedule.absences + 1
  const wait = random * Math.min(longestAbsenceMs, backOffCeiling(absences))
  return { ...schedule, absences, notBefore: Math.max(nowMs + wait, schedule.firmUntil === null ? 0 : schedule.notBefore ?? 0) }
}

/** Something came back from our server: all is well. */
export const afterSuccess = (): Schedule => ready

/** The network is said to be back: an absence ends at once, a server's back-off does not. */
export function afterNetworkBack(schedule: Schedule): Schedule {
  if (schedule.absences === 0) return schedule
  return { ...schedule, absences: 0, notBefore: schedule.firmUntil === null ? null : schedule.notBefore }
}

/** The person asks: only a time that the server named itself still holds, and for a minute at most. What comes of it decides anew. */
export const afterPersonAsked = (schedule: Schedule, nowMs: number): Schedule =>
  schedule.firmUntil !== null && schedule.firmUntil > nowMs ? schedule : { ...schedule, notBefore: null, firmUntil: null }

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
