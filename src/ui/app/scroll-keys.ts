import { inSight } from '../components/in-sight.ts'

/**
 * The keys that scroll, where nothing that takes them has the focus: what scrolls is a part of the screen and not the window, so the browser does not
 * know what is meant. Answers whether it was one of them.
 */
export function scrollScreen(key: string, isShift: boolean): boolean {
  const screen = inSight('#main [data-scrolls]')
  if (screen === null) return false
  const page = screen.clientHeight * 0.875
  const by = { PageDown: page, PageUp: -page, Space: isShift ? -page : page, ArrowDown: 40, ArrowUp: -40, Home: -screen.scrollHeight, End: screen.scrollHeight }[key]
  if (by === undefined) return false
  screen.scrollBy({ top: by })
  return true
}
