import { StoreClosedError } from './port.ts'

/**
 * Lets one piece of work at a time through, first come first served. One connection has one transaction: without the gate, a second
 * request's statements would run inside the first one's transaction while that awaits.
 */
export function createGate(): { enter<T>(work: () => Promise<T>): Promise<T>; close(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve()
  let closed = false
  return {
    enter(work) {
      if (closed) return Promise.reject(new StoreClosedError('The store is closed.'))
      const mine = last.then(work)
      // The next one waits for the end of this, whatever end it is; the failure itself is its caller's.
      last = mine.catch(() => undefined)
      return mine
    },
    /** Lets nobody in any more; settles when the last one is out. */
    close: async () => {
      closed = true
      await last
    },
  }
}
