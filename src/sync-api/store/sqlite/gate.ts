/**
 * Lets one piece of work at a time through, first come first served. One connection has one transaction: without the gate, a second
 * request's statements would run inside the first one's transaction while that awaits.
 */
export function createGate(): { enter<T>(work: () => Promise<T>): Promise<T>; drained(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve()
  return {
    enter(work) {
      const mine = last.then(work)
      // The next one waits for the end of this, whatever end it is; the failure itself is its caller's.
      last = mine.catch(() => undefined)
      return mine
    },
    drained: async () => { await last },
  }
}
