/*
 * Screens may stay in the page out of sight. Whoever looks for an element that a person sees asks here, not the document.
 */

/** Whether it is on the screen that is seen, or in the frame around it. */
export const isInSight = (element: Element): boolean => element.closest('[data-away]') === null

/** The first that the selector finds there; of `within`, where that is given. */
export const inSight = (selector: string, within: ParentNode = document): HTMLElement | null => [...within.querySelectorAll<HTMLElement>(selector)].find(isInSight) ?? null

/** Gives it the focus once the screen that holds it is there. */
export function focusSoon(selector: string, tries = 40): void {
  const control = inSight(selector)
  if (control !== null) control.focus()
  else if (tries > 0) setTimeout(() => focusSoon(selector, tries - 1), 50)
}
