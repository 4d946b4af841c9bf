import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { keepItem } from '../../../data-api/keep-item.ts'

/**
 * An element's inner width in px, as it changes. It begins with the width that `key` had in a window of this size before: to measure it while the page is
 * still being made costs a layout of its own, and what is laid out by the width that it had under another key is laid out twice.
 */
export function useWidth(ref: RefObject<HTMLElement | null>, key: string): number {
  const [measured, setMeasured] = useState(() => ({ key, width: remembered(key) }))
  const latest = useRef(key)
  useLayoutEffect(() => { latest.current = key })
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      const now = { key: latest.current, width: element.clientWidth }
      setMeasured((before) => (before.key === now.key && before.width === now.width ? before : now))
      remember(now.key, now.width)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  if (measured.key === key) return measured.width
  const next = { key, width: remembered(key) || measured.width }
  setMeasured(next)
  return next.width
}

const nameOf = (key: string): string => `satchel.width.${key}`

function remembered(key: string): number {
  const [window_, width] = (localStorage.getItem(nameOf(key)) ?? '').split(' ').map(Number)
  return window_ === window.innerWidth && width !== undefined && width > 0 ? width : 0
}

const remember = (key: string, width: number): void => { keepItem(nameOf(key), `${window.innerWidth} ${width}`) }
