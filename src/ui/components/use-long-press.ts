import { useRef, type PointerEvent, type SyntheticEvent } from 'react'

/** How long a finger rests, ms, and how far it may stray meanwhile, px. */
const rest = 450
const stray = 10

interface LongPress {
  onPointerDown: (event: PointerEvent) => void
  onPointerMove: (event: PointerEvent) => void
  onPointerUp: () => void
  onPointerCancel: () => void
  onContextMenu: (event: SyntheticEvent) => void
  onClickCapture: (event: SyntheticEvent) => void
}

/** A finger that rests on something: `act` is called, and neither a tap nor the browser's own menu follows. A mouse or a pen has other ways. */
export function useLongPress(act: () => void): LongPress {
  const press = useRef<{ x: number; y: number; timer: number; done: boolean } | null>(null)
  const end = (): void => {
    if (press.current) window.clearTimeout(press.current.timer)
  }
  return {
    onPointerDown: (event) => {
      end()
      press.current = null
      if (event.pointerType !== 'touch' || !event.isPrimary) return
      const begun = { x: event.clientX, y: event.clientY, timer: 0, done: false }
      begun.timer = window.setTimeout(() => { begun.done = true; act() }, rest)
      press.current = begun
    },
    onPointerMove: (event) => {
      if (press.current && Math.hypot(event.clientX - press.current.x, event.clientY - press.current.y) > stray) end()
    },
    onPointerUp: end,
    onPointerCancel: end,
    onContextMenu: (event) => { if (press.current) event.preventDefault() },
    // What stood under the finger may be another element by now, so this is on what holds it.
    onClickCapture: (event) => {
      if (press.current?.done !== true) return
      press.current = null
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
