import { useCallback, type RefCallback } from 'react'

/** How far one had scrolled, by the step of the browser's history and its path; px. */
const places = new Map<string, number>()
const mostPlaces = 100
/** No longer is waited for what a screen reads before it is as long as it was; ms. */
const patienceMs = 2_000

/** Of what scrolls in a screen: whoever comes back to the step finds it as they left it, once it has been read that far. */
export function useScrollPlace(): RefCallback<HTMLElement> {
  return useCallback((element) => {
    if (element === null) return undefined
    const key = `${stepOf(history.state)} ${location.pathname}`, wanted = places.get(key) ?? 0
    let end = wanted > 0 ? bring(element, wanted, () => { end = null }) : null
    const remember = (): void => {
      if (end !== null) return
      places.delete(key)
      places.set(key, element.scrollTop)
      if (places.size > mostPlaces) places.delete(places.keys().next().value!)
    }
    element.addEventListener('scroll', remember, { passive: true })
    return () => {
      end?.()
      element.removeEventListener('scroll', remember)
    }
  }, [])
}

/** The router counts them. */
const stepOf = (state: unknown): string => String((state as { __TSR_index?: number } | null)?.__TSR_index ?? '')

/** Scrolls to a place that may not be there yet; whoever scrolls meanwhile goes where they want. @returns ends it */
function bring(element: HTMLElement, top: number, onEnd: () => void): () => void {
  const hands = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const
  const end = (): void => {
    size.disconnect()
    window.clearTimeout(timer)
    for (const hand of hands) window.removeEventListener(hand, end)
    onEnd()
  }
  const attempt = (): void => {
    element.scrollTop = top
    if (element.scrollTop >= top - 1) end()
  }
  const size = new ResizeObserver(attempt)
  const timer = window.setTimeout(end, patienceMs)
  for (const hand of hands) window.addEventListener(hand, end, { passive: true })
  for (const part of [element, ...element.children]) size.observe(part)
  return end
}
