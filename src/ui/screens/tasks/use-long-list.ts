import { useLayoutEffect, useMemo, useState, type RefObject } from 'react'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useIsPhone } from '../../components/use-is-phone.ts'
import type { TaskSection } from './task-list.tsx'

/** A head or a task, on a line of the whole list. */
export type TaskLine = { section: TaskSection; row: number | null }

/** Fewer than these are all drawn, and are at their places at once. */
const few = 60

export interface LongList { virtual: Virtualizer<HTMLElement, Element>; lines: readonly TaskLine[] }

/** Heads and tasks under each other. */
export const linesOf = (sections: readonly TaskSection[]): TaskLine[] =>
  sections.filter(({ rows }) => rows.length > 0).flatMap((section) => [...(section.title === '' ? [] : [{ section, row: null }]), ...section.rows.map((_, row) => ({ section, row }))])

/** Which lines of a long list are in sight of what scrolls around it; null: it is short. */
export function useLongList(list: RefObject<HTMLElement | null>, sections: readonly TaskSection[]): LongList | null {
  const phone = useIsPhone()
  const lines = useMemo(() => linesOf(sections), [sections])
  const long = lines.length > few
  const { scroller, margin } = usePlace(list, long)
  // oxlint-disable-next-line react/incompatible-library -- what it answers is used in this very render only
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: long ? lines.length : 0, getScrollElement: () => scroller, scrollMargin: margin, overscan: 12,
    estimateSize: (index) => (lines[index]?.row === null ? 52 : phone ? 60 : 40),
    getItemKey: (index) => { const line = lines[index]; return line === undefined ? index : line.row === null ? `head ${line.section.id}` : line.section.rows[line.row]!.id },
  })
  return long ? { virtual, lines } : null
}

/** What scrolls around a list, and how far within that it begins, px: what stands over it may grow and shrink. */
function usePlace(list: RefObject<HTMLElement | null>, wanted: boolean): { scroller: HTMLElement | null; margin: number } {
  const [place, setPlace] = useState<{ scroller: HTMLElement | null; margin: number }>({ scroller: null, margin: 0 })
  useLayoutEffect(() => {
    const element = list.current
    // A list that is drawn whole asks nothing: the styles of a screen that has just come would be worked out for it, before the rest of it is there.
    if (!wanted || element === null) return
    const scroller = scrollerOf(element)
    if (scroller === null) return
    const look = (): void => {
      const margin = Math.round(element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop)
      setPlace((now) => (now.scroller === scroller && now.margin === margin ? now : { scroller, margin }))
    }
    look()
    const size = new ResizeObserver(look)
    for (const over of element.parentElement?.children ?? []) if (over !== element) size.observe(over)
    return () => size.disconnect()
  }, [list, wanted])
  return place
}

function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let up = element.parentElement; up !== null; up = up.parentElement) if (/auto|scroll/.test(getComputedStyle(up).overflowY)) return up
  return null
}
