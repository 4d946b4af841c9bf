import type { Locks } from './locks.ts'

/** Locks within one process, first come first served, for tests and for replicas that run in Node. Nobody is robbed. */
export function createFakeLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>()
  return {
    hold: (name, _stealAfterMs, work) => {
      const turn = (tails.get(name) ?? Promise.resolve()).then(work)
      tails.set(name, turn.catch(() => undefined))
      return turn
    },
  }
}
