import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { retryLater } from '../../tests/support/outbox-setup.ts'
import type { Failure } from './failure.ts'
import { afterFailure, afterNetworkBack, afterPersonAsked, backOffCeiling, parseRetryAfter, ready, waitFrom, type Schedule } from './retry-schedule.ts'

const failTimes = (times: number, failure: Failure, random: number): Schedule => {
  let schedule = ready
  for (let i = 0; i < times; i += 1) schedule = afterFailure(schedule, failure, 0, random)
  return schedule
}

describe('the retry schedule', () => {
  it('[P4] waits at most 1, 2, 4, 8 … 60 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(backOffCeiling)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
    for (const times of [1, 3, 7, 30]) expect(waitFrom(failTimes(times, retryLater(), 0.999_999), 0)).toBeCloseTo(backOffCeiling(times), -1)
  })

  it('[P4] jitters over the whole range, from at once to the ceiling', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (times, random) => {
      const wait = waitFrom(failTimes(times, retryLater(), random), 0)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(backOffCeiling(times))
      expect(wait).toBeCloseTo(random * backOffCeiling(times), 6)
    }))
  })

  it('[P4] obeys Retry-After, also against the person', () => {
    const schedule = afterFailure(ready, retryLater(30_000), 500, 0.1)
    expect(waitFrom(schedule, 500)).toBe(30_000)
    expect(waitFrom(afterPersonAsked(schedule, 500), 500)).toBe(30_000)
    expect(waitFrom(afterNetworkBack(schedule), 500)).toBe(30_000)
  })

  it('[P4] obeys a far Retry-After by itself, and against the person for a minute; each answer holds for another', () => {
    const far = afterFailure(ready, retryLater(3_600_000), 0, 0.5)
    expect(waitFrom(far, 60_000)).toBe(3_540_000)
    expect(waitFrom(afterPersonAsked(far, 59_999), 59_999)).toBe(3_540_001)
    expect(waitFrom(afterNetworkBack(afterFailure(far, { kind: 'offline' }, 60_000, 0.5)), 60_000), 'the network coming back is no person').toBe(3_540_000)
    const asked = afterPersonAsked(far, 60_000)
    expect(waitFrom(asked, 60_000)).toBe(0)
    const again = afterFailure(asked, retryLater(3_600_000), 60_100, 0.5)
    expect(waitFrom(afterPersonAsked(again, 120_000), 120_000)).toBe(3_540_100)
    expect(again.failures).toBe(2)
  })

  it('[P4] lets the person go before a back-off that only we chose', () => {
    expect(waitFrom(afterPersonAsked(failTimes(6, retryLater(), 0.9), 0), 0)).toBe(0)
  })

  it('[P4] counts the network being away as no attempt, and goes at once when it is back', () => {
    const away = failTimes(20, { kind: 'offline' }, 0.9)
    expect(away.failures).toBe(0)
    expect(waitFrom(away, 0)).toBeLessThanOrEqual(15_000)
    expect(waitFrom(afterNetworkBack(away), 0)).toBe(0)
  })

  it('[P4] keeps a server\'s back-off when the network comes and goes meanwhile', () => {
    const failed = afterFailure(ready, retryLater(40_000), 0, 0)
    const away = afterFailure(failed, { kind: 'offline' }, 1_000, 0.5)
    expect(away.failures).toBe(1)
    expect(waitFrom(afterNetworkBack(away), 1_000)).toBe(39_000)
  })

  it('[P5] leaves the schedule alone where time is no cure', () => {
    expect(afterFailure(ready, { kind: 'pause_signed_out', code: 'signed_out', message: '' }, 0, 0.5)).toBe(ready)
    expect(afterFailure(ready, { kind: 'too_old', message: '' }, 0, 0.5)).toBe(ready)
  })

  it('[P4] reads Retry-After as seconds and as a date, and nothing else', () => {
    const now = Date.parse('2026-11-21T08:00:00Z')
    expect(parseRetryAfter('120', now)).toBe(120_000)
    expect(parseRetryAfter('Sat, 21 Nov 2026 08:00:30 GMT', now)).toBe(30_000)
    expect(parseRetryAfter('Sat, 21 Nov 2026 07:00:00 GMT', now)).toBe(0)
    expect(parseRetryAfter('soon', now)).toBeNull()
    expect(parseRetryAfter(null, now)).toBeNull()
    expect(parseRetryAfter('99999999', now)).toBe(3_600_000)
  })
})
