import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import { shiftOf, type Grip, type Shift } from './moved-dates.ts'

/** An end of a bar is so wide to the hand, px; a short bar is all middle. */
const gripPx = 10
/** What is less is a click, px. */
const slackPx = 4
/** Keys that follow one another so fast are one act, ms. */
const keysMs = 700

interface BarMoves {
  /** What it is moved by at the moment and is not written yet; null: nothing. */
  shift: Shift | null
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void
    onPointerMove: (event: PointerEvent<HTMLElement>) => void
    onPointerUp: () => void
    onPointerCancel: () => void
    onClickCapture: (event: MouseEvent<HTMLElement>) => void
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
    onBlur: () => void
    onDragStart: (event: { preventDefault: () => void }) => void
  }
}

/**
 * A bar that a mouse or a pen drags, by its middle or an end, and the keys move: ⇧← and ⇧→ by a day, with Alt only its end. A finger scrolls.
 * @param onMoved writes it, once a move is at its end
 */
export function useBarMoves(pxPerDay: number, isFixed: boolean, onMoved: (shift: Shift) => void): BarMoves {
  const [shift, setShift] = useState<Shift | null>(null)
  const held = useRef<{ grip: Grip; x: number; dragged: boolean; shift: Shift | null } | null>(null)
  const pending = useRef<{ shift: Shift; timer: number } | null>(null)
  const wasDragged = useRef(false)
  const latest = useRef(onMoved)
  useEffect(() => { latest.current = onMoved })

  const write = (moved: Shift | null): void => {
    setShift(null)
    if (moved !== null && (moved.start !== 0 || moved.end !== 0)) latest.current(moved)
  }
  const writeKeys = (): void => {
    if (pending.current === null) return
    window.clearTimeout(pending.current.timer)
    const { shift: moved } = pending.current
    pending.current = null
    write(moved)
  }
  // Whoever goes elsewhere has moved it.
  useEffect(() => () => { if (pending.current !== null) { window.clearTimeout(pending.current.timer); latest.current(pending.current.shift); pending.current = null } }, [])
  const letGo = (moved: Shift | null): void => {
    wasDragged.current = held.current?.dragged === true
    held.current = null
    write(moved)
  }
  return {
    shift,
    handlers: {
      onPointerDown: (event) => {
        wasDragged.current = false
        if (isFixed || event.button !== 0 || event.pointerType === 'touch') return
        const { left, width } = event.currentTarget.getBoundingClientRect(), at = event.clientX - left
        const grip: Grip = width < gripPx * 3 ? 'whole' : at < gripPx ? 'start' : at > width - gripPx ? 'end' : 'whole'
        // At once: a fast hand is off an end before it has moved far enough to drag it.
        event.currentTarget.setPointerCapture(event.pointerId)
        held.current = { grip, x: event.clientX, dragged: false, shift: null }
      },
      onPointerMove: (event) => {
        const hold = held.current
        if (hold === null) return
        const dx = event.clientX - hold.x
        if (!hold.dragged && Math.abs(dx) < slackPx) return
        hold.dragged = true
        // What is shown may be a frame behind the hand.
        hold.shift = shiftOf(hold.grip, Math.round(dx / pxPerDay))
        setShift(hold.shift)
      },
      onPointerUp: () => { if (held.current !== null) letGo(held.current.shift) },
      onPointerCancel: () => letGo(null),
      onClickCapture: (event) => {
        if (!wasDragged.current) return
        event.preventDefault()
        event.stopPropagation()
      },
      onKeyDown: (event) => {
        if (event.key === 'Escape' && held.current?.dragged === true) {
          event.preventDefault()
          letGo(null)
          wasDragged.current = true
          return
        }
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
        if (by === undefined || isFixed || !event.shiftKey || event.metaKey || event.ctrlKey) return
        event.preventDefault()
        const more = shiftOf(event.altKey ? 'end' : 'whole', by), before = pending.current?.shift ?? { start: 0, end: 0 }
        if (pending.current !== null) window.clearTimeout(pending.current.timer)
        const next = { start: before.start + more.start, end: before.end + more.end }
        pending.current = { shift: next, timer: window.setTimeout(writeKeys, keysMs) }
        setShift(next)
      },
      onBlur: writeKeys,
      onDragStart: (event) => event.preventDefault(),
    },
  }
}
