import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../src/shared/clock.ts'

/** A clock that stands still until it is told to go on; timers fire in their order, and what they start runs before the next one. */
export interface VirtualClock extends Clock {
  advance(ms: number): Promise<void>
  /** Lets everything that is under way get as far as it can without time passing. */
  settle(): Promise<void>
  /** Moves the wall clock only, as a person who sets it does. */
  setWall(ms: number): void
}

export function createVirtualClock(startMs = Date.parse('2026-11-21T08:00:00.000Z')): VirtualClock {
  let elapsed = 0
  let wall = startMs
  let made = 0
  const timers = new Map<number, { due: number; callback: () => void }>()

  const settle = async (): Promise<void> => { for (let i = 0; i < 12; i += 1) await nextTurn() }
  const earliest = (): [number, { due: number; callback: () => void }] | undefined =>
    [...timers].sort(([idA, a], [idB, b]) => a.due - b.due || idA - idB)[0]
  return {
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    setTimeout: (callback, ms) => {
      made += 1
      timers.set(made, { due: elapsed + Math.max(0, ms), callback })
      return { timer: made }
    },
    clearTimeout: ({ timer }) => { timers.delete(timer as number) },
    setWall: (ms) => { wall = ms - elapsed },
    settle,
    advance: async (ms) => {
      const target = elapsed + ms
      await settle()
      for (;;) {
        const next = earliest()
        if (!next || next[1].due > target) break
        timers.delete(next[0])
        elapsed = Math.max(elapsed, next[1].due)
        next[1].callback()
        await settle()
      }
      elapsed = target
    },
  }
}
