/** Undo waits for the bulk acts that are under way: what it takes back is a whole act, never the part that happens to be written. */
export interface ActQueue {
  /** Runs a bulk act; while it runs, leaving the page asks first. */
  run<T>(act: () => Promise<T>): Promise<T>
  /** Runs when no bulk act is under way. */
  after<T>(work: () => Promise<T>): Promise<T>
}

export function createActQueue(): ActQueue {
  const underWay = new Set<Promise<unknown>>()
  const askBeforeLeaving = (event: BeforeUnloadEvent): void => { event.preventDefault() }
  return {
    run: async (act) => {
      if (underWay.size === 0) addEventListener('beforeunload', askBeforeLeaving)
      const running = act()
      const settled = running.catch(() => undefined)
      underWay.add(settled)
      try {
        return await running
      } finally {
        underWay.delete(settled)
        if (underWay.size === 0) removeEventListener('beforeunload', askBeforeLeaving)
      }
    },
    after: async (work) => {
      while (underWay.size > 0) await Promise.all(underWay)
      return work()
    },
  }
}
