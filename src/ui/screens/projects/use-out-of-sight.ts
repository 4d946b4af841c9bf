import { useEffect, useState, type RefObject } from 'react'

/**
 * On which side of what scrolls an element is out of sight; null: some of it can be seen.
 * @param covered px at the left that something else stands over
 */
export function useOutOfSight(element: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>, covered: number): 'before' | 'after' | null {
  const [side, setSide] = useState<'before' | 'after' | null>(null)
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.rootBounds == null) return
      const { rootBounds: { left, right }, boundingClientRect: { left: begins, right: ends } } = entry
      setSide(ends <= left ? 'before' : begins >= right ? 'after' : null)
    }, { root: scroller.current, rootMargin: `0px 0px 0px -${covered}px` })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element, scroller, covered])
  return side
}
