/**
 * Tells of answers: those that were asked for together are told of together, so that a screen that asks six things is drawn once and not six times. While
 * others are still being read, one that has come waits for them, but not for long.
 * @param isReading whether answers are still to come
 */
export function tellTogether(isReading: () => boolean, mostMs = 12): (tell: () => void) => void {
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
  return (tell) => {
    waiting.push(tell)
    if (soon) return
    if (isReading()) {
      timer ??= setTimeout(tellAll, mostMs)
      return
    }
    // What is told in the same breath comes along.
    soon = true
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(tellAll, 0)
  }
}

/** Whoever throws keeps it from nobody else. */
function alone(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    setTimeout(() => { throw error }, 0)
  }
}
