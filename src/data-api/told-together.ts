export interface ToldTogether {
  /** Tells of an answer, with those that it was asked for together with. */
  tell: (tell: () => void) => void
  /** Something that was being read may have come to its end with nothing to tell of: nobody need wait for it any more. */
  look: () => void
}

/**
 * Tells of answers: those that were asked for together are told of together, so that a screen that asks six things is drawn once and not six times. While
 * others are still being read, one that has come waits for them, but not for long.
 * @param isReading whether answers are still to come
 */
export function tellTogether(isReading: () => boolean, mostMs = 12): ToldTogether {
  let waiting: (() => void)[] = []
  let timer: ReturnType<typeof setTimeout> | null = null, soon = false
  const tellAll = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    soon = false
    const all = waiting
    waiting = []
    for (const tell of all) alone(tell)
  }
  const look = (): void => {
    if (waiting.length === 0 || soon) return
    if (isReading()) {
      timer ??= setTimeout(tellAll, mostMs)
      return
    }
    // What is told in the same breath comes along.
    soon = true
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(tellAll, 0)
  }
  return { look, tell: (tell) => { waiting.push(tell); look() } }
}

/** Whoever throws keeps it from nobody else. */
function alone(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    setTimeout(() => { throw error }, 0)
  }
}
