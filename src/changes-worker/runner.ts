/**
 * Runs `round` one at a time: it never starts twice, and a wake-up during a run causes exactly one more round after it. `wake` settles
 * when a round that began after the call is through.
 */
export interface Runner {
  wake(): Promise<void>
  readonly running: boolean
}

/** `round` handles its own failures; what it throws all the same goes to `onThrown`. */
export function createRunner(round: () => Promise<void>, onThrown: (error: unknown) => void): Runner {
  let current: Promise<void> | null = null
  let next: Promise<void> | null = null

  const run = (): Promise<void> => {
    let through: () => void = () => undefined
    // Before the round's first steps: a wake-up from inside them has to find it running.
    const running = new Promise<void>((resolve) => { through = resolve })
    current = running
    void round().catch(onThrown).finally(() => { current = null; through() })
    return running
  }
  return {
    get running() { return current !== null },
    wake: () => {
      if (current === null) return run()
      next ??= current.then(() => { next = null; return current ?? run() })
      return next
    },
  }
}
