import type { Clock } from '../shared/clock.ts'

/**
 * Mutual exclusion over all threads of the browser profile, as a port. Correctness never rests on it (P6): who holds a lock may have
 * been robbed of it while asleep.
 */
export interface Locks {
  /** Runs `work` as the only holder. A holder that has kept it for `stealAfterMs` of our waiting is taken for dead and robbed. */
  hold<T>(name: string, stealAfterMs: number, work: () => Promise<T>): Promise<T>
}

/** P6: one push in flight for the whole browser profile. */
export const pushLock = (databaseName: string): string => `satchel-push:${databaseName}`
export const pushLockStolenAfterMs = 60_000

/** P5: cookies belong to the whole profile, so its refresh does too. */
export const refreshLock = 'satchel-refresh'
export const refreshLockStolenAfterMs = 30_000

/** Web Locks. */
export function createWebLocks(manager: Pick<LockManager, 'request'>, clock: Clock): Locks {
  return {
    hold: async <T>(name: string, stealAfterMs: number, work: () => Promise<T>): Promise<T> => {
      const patience = new AbortController()
      const timer = clock.setTimeout(() => { patience.abort() }, stealAfterMs)
      // Our request for the lock rejects when somebody robs us while `work` goes on, so the work's own outcome is kept apart.
      const begun: { work: Promise<T> | null } = { work: null }
      const begin = async (): Promise<void> => {
        clock.clearTimeout(timer)
        begun.work = work()
        await begun.work.catch(() => undefined)
      }
      const unlessBegun = (error: unknown): void => { if (begun.work === null) throw error }
      try {
        await manager.request(name, { signal: patience.signal }, begin).catch(unlessBegun)
      } catch (error) {
        clock.clearTimeout(timer)
        if (!patience.signal.aborted) throw error
        await manager.request(name, { steal: true }, begin).catch(unlessBegun)
      }
      if (begun.work === null) throw new Error(`The lock ${name} was given to nobody`)
      return begun.work
    },
  }
}
