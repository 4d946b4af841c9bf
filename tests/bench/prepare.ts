import type { BrowserContext } from 'playwright'

/** What the measured pages note about themselves from their first moment on. */
export interface BenchMarks {
  /** Durations of main-thread tasks over 50 ms. */
  longTasks: number[]
  /** ms after navigation began at which 50 live rows had been painted; 0: not yet. */
  painted: number
  /** The same for rows shown from memory before the database was open. */
  lastSeen: number
  /** Until the page itself stands, and does at once what it is asked; until then clicks and keys wait. */
  acts: number
}

declare global {
  var benchMarks: BenchMarks
}

/** Puts the observers into every page of the context. `rows` and `lastSeenRows` are selectors of painted rows, `page` of what is there once the page acts. */
export async function prepare(context: BrowserContext, { rows, lastSeenRows, page }: { rows: string; lastSeenRows: string; page: string }): Promise<void> {
  await context.addInitScript(({ rows, lastSeenRows, page }) => {
    const marks = { longTasks: [] as number[], painted: 0, lastSeen: 0, acts: 0 }
    globalThis.benchMarks = marks
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) marks.longTasks.push(entry.duration) })
      .observe({ type: 'longtask', buffered: true })
    // The frame after the one that found the rows has begun, so theirs has been handed to the screen.
    const note = (mark: 'painted' | 'lastSeen' | 'acts'): void => { requestAnimationFrame(() => { marks[mark] = performance.now() }) }
    let seen = false, painted = false, acts = false
    const look = (): void => {
      if (!seen && document.querySelectorAll(lastSeenRows).length >= 50) { seen = true; note('lastSeen') }
      const there = document.querySelectorAll(rows).length >= 50
      if (there && !painted) { painted = true; note('painted') }
      if (there && document.querySelector(page) !== null) { acts = true; note('acts') }
      if (!acts) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, { rows, lastSeenRows, page })
}
