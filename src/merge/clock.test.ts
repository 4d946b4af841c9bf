import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareHlc, createHlc, formatHlc, parseHlc } from './clock.ts'

const replicaId = '0190aaaa-0000-7000-8000-000000000001'

describe('the hybrid logical clock', () => {
  it('[T1] gives rising readings while the wall clock stands, runs, and jumps back by years', () => {
    const year = 365 * 86_400_000
    fc.assert(fc.property(fc.array(fc.integer({ min: -10 * year, max: 10 * year }), { minLength: 1, maxLength: 50 }), (jumps) => {
      let now = 1_800_000_000_000
      const hlc = createHlc({ clock: { now: () => now }, replicaId })
      let last = parseHlc(hlc.next())!
      for (const jump of jumps) {
        now = Math.max(0, now + jump)
        const next = parseHlc(hlc.next())!
        expect(compareHlc(next, last)).toBeGreaterThan(0)
        last = next
      }
    }))
  })

  it('[T1] is written as "<ISO time>-<counter hex>-<replicaId>" and read back as what it was', () => {
    expect(formatHlc({ ms: Date.UTC(2026, 10, 3, 9, 15), counter: 26, replicaId })).toBe(`2026-11-03T09:15:00.000Z-001a-${replicaId}`)
    fc.assert(fc.property(fc.integer({ min: 0, max: 8e15 }), fc.integer({ min: 0, max: 0xffffffff }), (ms, counter) => {
      expect(parseHlc(formatHlc({ ms, counter, replicaId }))).toEqual({ ms, counter, replicaId })
    }))
    expect(parseHlc('yesterday')).toBeNull()
    expect(parseHlc('2026-13-77T00:00:00.000Z-0-x')).toBeNull()
  })

  it('[T1] goes on after its last reading when it starts again, the wall clock having gone back meanwhile', () => {
    const first = createHlc({ clock: { now: () => 1_000_000 }, replicaId }).next()
    const second = createHlc({ clock: { now: () => 500 }, replicaId, last: first }).next()
    expect(compareHlc(parseHlc(second)!, parseHlc(first)!)).toBeGreaterThan(0)
  })

  it("[T1] ignores other replicas' readings: `at` is this device's own clock, uncorrected", () => {
    const hlc = createHlc({ clock: { now: () => 1_000 }, replicaId })
    hlc.observe(formatHlc({ ms: 99_999_999, counter: 0, replicaId: 'another' }))
    expect(parseHlc(hlc.next())!.ms).toBe(1_000)
    hlc.observe(formatHlc({ ms: 99_999_999, counter: 4, replicaId }))
    expect(parseHlc(hlc.next())).toEqual({ ms: 99_999_999, counter: 5, replicaId })
  })

  it('[M6] orders moments totally: by time, counter, replica', () => {
    const a = { ms: 1, counter: 0, replicaId: 'a' }, b = { ms: 1, counter: 0, replicaId: 'b' }
    expect(compareHlc(a, b)).toBeLessThan(0)
    expect(compareHlc(b, a)).toBeGreaterThan(0)
    expect(compareHlc(a, { ...a })).toBe(0)
    expect(compareHlc({ ...b, counter: 1 }, { ...a, ms: 2 })).toBeLessThan(0)
  })
})
