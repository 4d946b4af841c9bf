import { useEffect, useRef, useState } from 'react'
import { cn } from './cn.ts'

/** The look of `data-hides`: an edge that hides something fades. */
export const fadingEdges = cn(
  'data-[hides=end]:[mask-image:linear-gradient(to_right,black_calc(100%-3rem),transparent)]',
  'data-[hides=start]:[mask-image:linear-gradient(to_left,black_calc(100%-3rem),transparent)]',
  'data-[hides=both]:[mask-image:linear-gradient(to_right,transparent,black_3rem,black_calc(100%-3rem),transparent)]',
)

/** At which edges of a row, which scrolls, something is out of sight; the selected one (`aria-selected`, `aria-pressed`) is brought into it whenever `value` changes. */
export function useHiddenEdges(value: string) {
  const list = useRef<HTMLDivElement>(null)
  const [hides, setHides] = useState<'none' | 'start' | 'end' | 'both'>('none')
  useEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const look = (): void => {
      const { scrollLeft, scrollWidth, clientWidth } = element, start = scrollLeft > 1, end = scrollLeft + clientWidth < scrollWidth - 1
      setHides(start && end ? 'both' : start ? 'start' : end ? 'end' : 'none')
    }
    const size = new ResizeObserver(() => { bringIn(element); look() })
    // What is in it may grow later: a count that is read.
    for (const one of [element, ...element.children]) size.observe(one)
    element.addEventListener('scroll', look, { passive: true })
    return () => { size.disconnect(); element.removeEventListener('scroll', look) }
  }, [])
  useEffect(() => { if (list.current !== null) bringIn(list.current) }, [value])
  return { list, hides }
}

/** The selected one, into the middle. By hand: scrolling it into view would move the page as well. */
function bringIn(list: HTMLElement): void {
  const selected = list.querySelector<HTMLElement>(':is([aria-selected="true"], [aria-pressed="true"])')
  if (selected !== null) list.scrollLeft = selected.offsetLeft - list.offsetLeft - (list.clientWidth - selected.offsetWidth) / 2
}
