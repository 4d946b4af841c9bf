export type Overlay = 'palette' | 'help'

const event = 'satchel:overlay'
const openOverlay = (overlay: Overlay) => (): void => { window.dispatchEvent(new CustomEvent<Overlay>(event, { detail: overlay })) }

/** Opens ⌘K from a button. */
export const openPalette = openOverlay('palette')

/** Opens the list of keys from a button, also where single keys are off. */
export const openHelp = openOverlay('help')

/** The shell listens; the returned function stops it. */
export function onOpenOverlay(open: (overlay: Overlay) => void): () => void {
  const listener = (told: Event): void => open((told as CustomEvent<Overlay>).detail)
  window.addEventListener(event, listener)
  return () => window.removeEventListener(event, listener)
}
