import type { BrowserContext } from 'playwright'

/** From one key (or click) until everything that followed it was painted, ms. `first`: the first frame that changed anything; `last`: the last one. */
export interface Answer { first: number; last: number }

/** Frames while something scrolled: how many came, how many were left out of 60 a second, how many took over 50 ms, and in how many what was looked at was empty. */
export interface Frames { shown: number; dropped: number; over50: number; empty: number }

interface KeyProbe {
  /** The next key (modifiers do not count) or click is the one that is measured, or, after `leading` keys, the one after those. */
  arm(leading?: number): void
  /** Whether it came since. */
  hasBegun(): boolean
  /** Its answer, once nothing has changed for `quiet` ms. */
  answer(quiet: number): Promise<Answer>
  /** Counts frames from now on; `x` and `y` are the place that is looked at. */
  startFrames(x: number, y: number): void
  stopFrames(): Frames
}

declare global {
  var keyProbe: KeyProbe
}

/**
 * Puts the probe into every page of the context. An answer is any change of the document that can be seen (nodes, text, attributes), a focus that
 * moves, or a scroll; it counts as painted when the task after its frame's rendering runs. So it is later than the main thread's paint, never earlier.
 */
export async function addProbe(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let armed = false, leading = 0, started = 0, first = 0, last = 0, pending = false
    const painted = new MessageChannel()
    painted.port2.onmessage = () => {
      pending = false
      if (started === 0) return
      last = performance.now() - started
      if (first === 0) first = last
    }
    const changed = (): void => {
      if (started === 0 || pending) return
      pending = true
      requestAnimationFrame(() => { painted.port1.postMessage(0) })
    }
    const begin = (event: Event): void => {
      if (!armed || ['Control', 'Meta', 'Shift', 'Alt'].includes((event as KeyboardEvent).key)) return
      if (leading-- > 0) return
      armed = false
      started = event.timeStamp
    }
    addEventListener('keydown', begin, { capture: true })
    addEventListener('click', begin, { capture: true })
    addEventListener('focusin', changed, { capture: true })
    addEventListener('scroll', changed, { capture: true, passive: true })
    // React sets an input's type and name anew whenever it renders it, and an address that follows a letter a moment later changes links: nobody sees either.
    const shows = (records: MutationRecord[]): boolean => {
      const before = new Map<Node, Map<string, string | null>>()
      for (const { type, target, attributeName: name, oldValue } of records) {
        if (type !== 'attributes') return true
        if (name === null || name === 'href') continue
        const of = before.get(target) ?? new Map<string, string | null>()
        if (!of.has(name)) of.set(name, oldValue)
        before.set(target, of)
      }
      return [...before].some(([target, values]) => [...values].some(([name, value]) => (target as Element).getAttribute(name) !== value))
    }
    new MutationObserver((records) => { if (shows(records)) changed() })
      .observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true })

    let frames: Frames | null = null
    globalThis.keyProbe = {
      arm: (keys = 0) => { armed = true; leading = keys; started = first = last = 0 },
      hasBegun: () => started !== 0,
      answer: async (quiet) => {
        const asked = performance.now()
        while (started === 0 || pending || performance.now() - started - last < quiet) {
          await new Promise((resolve) => { setTimeout(resolve, 20) })
          if (performance.now() - asked > 20_000) throw new Error(started === 0 ? 'No key came.' : 'What followed the key never came to rest.')
        }
        const answer = { first, last }
        started = 0
        return answer
      },
      startFrames: (x, y) => {
        const count: Frames = { shown: 0, dropped: 0, over50: 0, empty: 0 }
        frames = count
        let before = 0
        const step = (at: number): void => {
          if (frames !== count) return
          if (before > 0) {
            count.shown++
            count.dropped += Math.max(0, Math.round((at - before) / (1000 / 60)) - 1)
            if (at - before > 50) count.over50++
            if ((document.elementFromPoint(x, y)?.closest('[role=row], li, tr, p')?.textContent ?? '').trim() === '') count.empty++
          }
          before = at
          requestAnimationFrame(step)
        }
        requestAnimationFrame(step)
      },
      stopFrames: () => {
        const count = frames ?? { shown: 0, dropped: 0, over50: 0, empty: 0 }
        frames = null
        return count
      },
    }
  })
}
