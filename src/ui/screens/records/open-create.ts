const event = 'satchel:create'

/** Opens an entity's quick create dialog from a button or a key. */
export const openCreate = (entity: string): void => { window.dispatchEvent(new CustomEvent<string>(event, { detail: entity })) }

export function onOpenCreate(open: (entity: string) => void): () => void {
  const listener = (asked: Event): void => open((asked as CustomEvent<string>).detail)
  window.addEventListener(event, listener)
  return () => window.removeEventListener(event, listener)
}
