import { useLayoutEffect, useState, type RefObject } from 'react'
import { keepItem } from '../../../data-api/keep-item.ts'

/**
 * An element's inner width in px, as it changes. It begins with the width that `key` had in a window of this size before: to measure it
 * while the page is still being made costs a layout of its own.
 */
export function useWidth(ref: RefObject<HTMLElement | null>, key: string): number {
  const [width, setWidth] = useState(() => remembered(key))
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      const now = element.clientWidth
      setWidth(now)
      remember(key, now)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref, key])
  return width
}

const nameOf = (key: string): string => `satchel.width.${key}`

function remembered(key: string): number {
  const [window_, width] = (localStorage.getItem(nameOf(key)) ?? '').split(' ').map(Number)
  return window_ === window.innerWidth && width !== undefined && width > 0 ? width : 0
}

const remember = (key: string, width: number): void => { keepItem(nameOf(key), `${window.innerWidth} ${width}`) }
