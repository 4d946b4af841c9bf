import type { BrowserContext } from 'playwright'

/** What the measured pages note about themselves from their first moment on. */
export interface BenchMarks {
  /** Durations of main-thread tasks over 50 ms. */
  longTasks: number[]
  /** ms after navigation began at which 50 live rows had been painted; 0: not yet. */
  painted: number
  /** The same for rows shown from memory before the database was open. */
  lastSeen: number
}

declare global {
  var benchMarks: BenchMarks
}

/** Puts the observers into every page of the context. `rows` and `lastSeenRows` are selectors of painted rows. */
export async function prepare(context: BrowserContext, rows: string, lastSeenRows: string): Promise<void> {
  // tsx names the functions it compiles through a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (target) => target')
  await context.addInitScript(({ rows, lastSeenRows }) => {
    const marks = { longTasks: [] as number[], painted: 0, lastSeen: 0 }
    globalThis.benchMarks = marks
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) marks.longTasks.push(entry.duration) })
      .observe({ type: 'longtask', buffered: true })
    // The frame after the one that found the rows has begun, so theirs has been handed to the screen.
    const note = (mark: 'painted' | 'lastSeen'): void => { requestAnimationFrame(() => { marks[mark] = performance.now() }) }
    let seen = false
    const look = (): void => {
      if (!seen && document.querySelectorAll(lastSeenRows).length >= 50) { seen = true; note('lastSeen') }
      if (document.querySelectorAll(rows).length >= 50) note('painted')
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, { rows, lastSeenRows })
}
