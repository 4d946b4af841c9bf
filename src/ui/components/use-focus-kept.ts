import { useEffect, useRef, type FocusEvent, type RefObject } from 'react'

/**
 * When the control that has the focus goes away (a row removed, a form that has done its work), the focus falls to the page and the
 * keyboard is nowhere. Within `area` the one that `next` finds takes it then; of `items`, a selector, it is told the one that stands
 * where the focus was, or the last. Spread what it answers on the area's element.
 */
export function useFocusKept(area: RefObject<HTMLElement | null>, next: (area: HTMLElement, item: HTMLElement | undefined) => HTMLElement | null | undefined, items?: string): {
  onFocus: (event: FocusEvent<HTMLElement>) => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
} {
  const inside = useRef(false), at = useRef(-1)
  const itemsIn = (element: HTMLElement): HTMLElement[] => (items === undefined ? [] : [...element.querySelectorAll<HTMLElement>(items)])
  useEffect(() => {
    if (!inside.current || !area.current || document.activeElement !== document.body) return
    const all = itemsIn(area.current)
    next(area.current, all[at.current] ?? all.at(-1))?.focus({ preventScroll: true })
    // Where it found none yet, it is asked again.
    inside.current = document.activeElement === document.body || area.current.contains(document.activeElement)
  })
  return {
    onFocus: ({ target, currentTarget }) => {
      inside.current = true
      if (items !== undefined) at.current = itemsIn(currentTarget).indexOf(target.closest<HTMLElement>(items)!)
    },
    // A control that is taken away leaves nothing behind to go to; one that is left by hand is still there.
    onBlur: ({ relatedTarget, target, currentTarget }) => {
      inside.current = relatedTarget === null ? !target.isConnected || !document.hasFocus() : currentTarget.contains(relatedTarget)
    },
  }
}

/**
 * A `ref` for what goes as a whole when it has done its work, a bar of what is selected: the focus that is in it goes on to the one that
 * `next` finds. Make it once, outside of the component.
 */
export const handsFocusOn = (next: () => HTMLElement | null) => (element: HTMLElement | null): (() => void) => () => {
  if (element?.contains(document.activeElement) === true) next()?.focus({ preventScroll: true })
}
