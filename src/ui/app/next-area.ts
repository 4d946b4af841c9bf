import { inSight } from '../components/in-sight.ts'

/** The parts of the window, in their order: sidebar, screen, what is open beside it, tour, messages. */
const areas = ['nav[aria-label="Main"]', 'main', 'main aside', '[data-area=tour]', '[data-area=messages]']
const begins = ['[role=grid], [data-card-button]', '#screen-heading', 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]']
/** Where the focus was in each when it was left. */
const left = new WeakMap<Element, HTMLElement>()

/** The focus goes on to the next part of the window, `by` -1 to the one before: to where it was there, or to where that begins. */
export function toNextArea(by: 1 | -1): void {
  const all = areas.flatMap((area) => [...document.querySelectorAll<HTMLElement>(area)]).filter((area) => area.checkVisibility())
  const active = document.activeElement, within = all.findLastIndex((area) => area.contains(active))
  if (active instanceof HTMLElement && within !== -1 && active.id !== 'screen-heading') left.set(all[within]!, active)
  // Where nothing has the focus one is on the screen.
  const at = within === -1 ? all.findIndex(({ id }) => id === 'main') : within, next = all.at((at + by) % all.length)
  if (next === undefined) return
  const known = left.get(next)
  const place = known?.checkVisibility() === true ? known : begins.map((selector) => inSight(selector, next)).find((found) => found !== null)
  place?.focus()
}
