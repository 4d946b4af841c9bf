import type { Clock } from '../shared/clock.ts'
import type { HlcTime } from './types.ts'

/** Gives the `at` of acts: strictly rising readings of this device's own clock. */
export interface Hlc {
  /** Never waits, never goes back: while the wall clock is behind the last reading, the counter rises instead. */
  next(): string
  /**
   * Makes every later reading follow `at`, a reading of this replica (its journal's last). Those of other replicas are ignored:
   * T1 shifts `at` by how wrong this device's clock is, so it must never be mixed with another's.
   */
  observe(at: string): void
}

/** @param options.last the last reading this replica gave, where there is one */
export function createHlc(options: { clock: Pick<Clock, 'now'>; replicaId: string; last?: string | null }): Hlc {
  const { clock, replicaId } = options
  let last: HlcTime = { ms: 0, counter: 0, replicaId }
  const observe = (at: string): void => {
    const time = parseHlc(at)
    if (time && time.replicaId === replicaId && compareHlc(time, last) > 0) last = time
  }
  if (options.last) observe(options.last)
  return {
    next() {
      const now = Math.floor(clock.now())
      last = now > last.ms ? { ms: now, counter: 0, replicaId } : following(last, replicaId)
      return formatHlc(last)
    },
    observe,
  }
}

/** The next moment after `time` for a replica. */
export function following(time: HlcTime, replicaId: string): HlcTime {
  return time.counter < maxCounter
    ? { ms: time.ms, counter: time.counter + 1, replicaId }
    : { ms: time.ms + 1, counter: 0, replicaId }
}

const maxCounter = 0xffffffff

/** `<ISO time>-<counter hex>-<replicaId>`; the texts of one replica sort as their times do. */
export function formatHlc(time: HlcTime): string {
  return `${new Date(time.ms).toISOString()}-${time.counter.toString(16).padStart(4, '0')}-${time.replicaId}`
}

/** Null where the text is no reading. */
export function parseHlc(text: string): HlcTime | null {
  const match = /^([+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)-([0-9a-f]{1,8})-(.+)$/i.exec(text)
  if (!match) return null
  const ms = Date.parse(match[1]!)
  return Number.isNaN(ms) ? null : { ms, counter: Number.parseInt(match[2]!, 16), replicaId: match[3]! }
}

/** Below 0 where `a` is earlier. A total order: by time, then counter, then replica. */
export function compareHlc(a: HlcTime, b: HlcTime): number {
  return a.ms - b.ms || a.counter - b.counter || (a.replicaId < b.replicaId ? -1 : a.replicaId > b.replicaId ? 1 : 0)
}

/** The time alone, ISO 8601. */
export const isoOf = (time: HlcTime): string => new Date(time.ms).toISOString()
