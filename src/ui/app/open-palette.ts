const event = 'satchel:palette'

/** Opens ⌘K from a button. */
export const openPalette = (): void => { window.dispatchEvent(new Event(event)) }

/** The shell listens; the returned function stops it. */
export function onOpenPalette(open: () => void): () => void {
  window.addEventListener(event, open)
  return () => window.removeEventListener(event, open)
}
