const event = 'satchel:create'

/** Opens the quick create dialog from a button or a key. */
export const openCreate = (): void => { window.dispatchEvent(new Event(event)) }

export function onOpenCreate(open: () => void): () => void {
  window.addEventListener(event, open)
  return () => window.removeEventListener(event, open)
}
