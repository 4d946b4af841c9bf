import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change, existing } from '../../tests/support/merge-setup.ts'
import { things } from '../../tests/support/merge-setup.ts'
import { compareHlc, createHlc, formatHlc, parseHlc } from './clock.ts'
import { effectiveTime, newReplicaClock, observePush } from './effective-time.ts'
import type { ReplicaClock } from './effective-time.ts'
import { mergeChange } from './merge-change.ts'

const minute = 60_000, year = 365 * 86_400_000
const start = Date.UTC(2026, 10, 1)

/** A device with a clock of its own, and what the server knows of it. */
function device(replicaId: string, skew: number) {
  let trueNow = start, clock: ReplicaClock = newReplicaClock
  const state = { skew }
  const wall = { now: () => trueNow + state.skew }
  const hlc = createHlc({ clock: wall, replicaId })
  return {
    act(at: number): string { trueNow = at; return hlc.next() },
    /** Sends acts at a true time; they arrive `latency` ms later. Their effective times come back. */
    push(acts: string[], at: number, latency = 0) {
      trueNow = at
      const serverTime = at + latency
      clock = observePush(clock, { sentAt: wall.now(), serverTime })
      return acts.map((text) => {
        const given = effectiveTime(clock, { at: parseHlc(text), replicaId }, serverTime)
        clock = given.clock
        return given.at
      })
    },
    jump(ms: number) { state.skew += ms },
  }
}

describe('effective time', () => {
  it('[T1] with any constant skew up to ten years the winners are those of the true clock, edits within a minute apart excepted', () => {
    const skew = fc.integer({ min: -10 * year, max: 10 * year }), latency = fc.integer({ min: 0, max: 30_000 })
    const minutes = fc.integer({ min: 0, max: 30 * 24 * 60 })
    fc.assert(fc.property(skew, skew, minutes, minutes, latency, latency, fc.boolean(), (skewA, skewB, editA, editB, latencyA, latencyB, aFirst) => {
      if (Math.abs(editA - editB) < 1) return
      const a = device('a', skewA), b = device('b', skewB)
      // Both edit offline within a month and push after it.
      const atA = a.act(start + editA * minute), atB = b.act(start + editB * minute)
      const online = start + 31 * 24 * 60 * minute
      const [timeA] = a.push([atA], online, latencyA), [timeB] = b.push([atB], online, latencyB)
      let record = existing({ title: 'old' })
      const edits = [change({ replica: 'a', at: 1, patch: { title: 'a' } }), change({ replica: 'b', at: 1, patch: { title: 'b' } })]
      edits[0]!.at = timeA!
      edits[1]!.at = timeB!
      if (!aFirst) edits.reverse()
      edits.forEach((edit, index) => { record = mergeChange(things, record, { ...edit, revision: index + 2 }).record })
      expect(record.data['title']).toBe(editA > editB ? 'a' : 'b')
    }), { numRuns: 500 })
  })

  it('[T1] is never later than now and rises with seq, whatever the clock says', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -year, max: year }), fc.integer({ min: 0, max: 600_000 }), fc.boolean()), { maxLength: 20 }), (steps) => {
      const it = device('a', 0)
      let now = start, last = null as ReturnType<typeof effectiveTime>['at'] | null
      for (const [jump, pause, jumps] of steps) {
        if (jumps) it.jump(jump)
        const acts = [it.act(now), it.act(now + pause), it.act(now + pause)]
        now += pause
        for (const at of it.push(acts, now, 50)) {
          if (last) expect(compareHlc(at, last)).toBeGreaterThan(0)
          expect(at.ms).toBeLessThanOrEqual(now + 50)
          last = at
        }
        now += 1_000
      }
    }))
  })

  it('[T1] after the clock jumped, edits count by the new clock', () => {
    const a = device('a', 3 * 60 * minute)
    a.push([a.act(start)], start)
    a.jump(-3 * 60 * minute + 5 * year)
    const [time] = a.push([a.act(start + 10 * minute)], start + 60 * minute)
    expect(Math.abs(time!.ms - (start + 10 * minute))).toBeLessThan(minute)
  })

  it('[T1] after the clock jumped back, edits made at once after it are not older than those before', () => {
    const a = device('a', 3 * 60 * minute)
    const [before] = a.push([a.act(start)], start)
    a.jump(-3 * 60 * minute)
    const [after] = a.push([a.act(start + minute)], start + 2 * minute)
    expect(compareHlc(after!, before!)).toBeGreaterThan(0)
    expect(after!.ms).toBeLessThanOrEqual(start + 2 * minute)
  })

  it('[T1] after the server\'s own clock stood in the future, edits count by the right one again', () => {
    const at = (ms: number, clock: ReplicaClock) => effectiveTime(clock, { at: { ms: start, counter: 0, replicaId: 'a' }, replicaId: 'a' }, ms)
    const wrong = at(start + 10 * year, observePush(newReplicaClock, { sentAt: start, serverTime: start + 10 * year }))
    expect(wrong.at.ms).toBeGreaterThan(start + 9 * year)
    const right = at(start + minute, observePush(wrong.clock, { sentAt: start + minute, serverTime: start + minute }))
    expect(right.at.ms).toBeLessThanOrEqual(start + minute)
    // Set back by a little, it goes on from where it was.
    expect(compareHlc(at(start + minute - 1_000, right.clock).at, right.at)).toBeGreaterThan(0)
  })

  it('[T1] a slow request does not make edits younger: the smallest difference counts', () => {
    const a = device('a', 0)
    a.push([], start, 20)
    const act = a.act(start + minute)
    expect(a.push([act], start + 10 * minute, 40_000)[0]!.ms).toBe(start + minute + 20)
  })

  it('[T1] an unreadable clock never blocks sync: the edit counts as made now', () => {
    const clock = observePush(newReplicaClock, { sentAt: Number.NaN, serverTime: start })
    expect(clock).toEqual(newReplicaClock)
    expect(effectiveTime(clock, { at: null, replicaId: 'a' }, start).at).toEqual({ ms: start, counter: 0, replicaId: 'a' })
  })

  it('[T1] the first and the last day that a clock can name never block sync either', () => {
    const first = '-271821-04-20T00:00:00.000Z', last = '+275760-09-13T00:00:00.000Z'
    for (const sentAt of [first, last]) {
      for (const made of [first, last]) {
        const clock = observePush(newReplicaClock, { sentAt: Date.parse(sentAt), serverTime: start })
        const { at } = effectiveTime(clock, { at: parseHlc(`${made}-0000-a`), replicaId: 'a' }, start)
        expect(at.ms).toBeLessThanOrEqual(start)
        expect(parseHlc(formatHlc(at))).toEqual(at)
      }
    }
  })
})
