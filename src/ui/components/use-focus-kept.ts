import { useEffect, useRef, type FocusEvent, type RefObject } from 'react'

/**
 * When the control that has the focus goes away (a row removed, a form that has done its work), the focus falls to the page and the
 * keyboard is nowhere. Within `area` the one that `next` finds takes it then. Spread what it answers on the area's element.
 */
export function useFocusKept(area: RefObject<HTMLElement | null>, next: (area: HTMLElement) => HTMLElement | null | undefined): {
  onFocus: () => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
} {
  const inside = useRef(false)
  useEffect(() => {
    if (!inside.current || !area.current || document.activeElement !== document.body) return
    next(area.current)?.focus({ preventScroll: true })
  })
  return {
    onFocus: () => { inside.current = true },
    // A control that is taken away leaves nothing behind to go to; one that is left by hand is still there.
    onBlur: ({ relatedTarget, target, currentTarget }) => {
      inside.current = relatedTarget === null ? !target.isConnected || !document.hasFocus() : currentTarget.contains(relatedTarget)
    },
  }
}
