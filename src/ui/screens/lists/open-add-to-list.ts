const event = 'satchel:add-to-list'

export interface AddToList { entity: string; ids: readonly string[] }

/** Asks which list some records are to be in, from wherever they are seen. */
export const openAddToList = (wanted: AddToList): void => { window.dispatchEvent(new CustomEvent<AddToList>(event, { detail: wanted })) }

export function onOpenAddToList(open: (wanted: AddToList) => void): () => void {
  const listener = (asked: Event): void => open((asked as CustomEvent<AddToList>).detail)
  window.addEventListener(event, listener)
  return () => window.removeEventListener(event, listener)
}
