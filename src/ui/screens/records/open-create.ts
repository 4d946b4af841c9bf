import type { BulkWriter } from '../../../data-api/types.ts'

const event = 'satchel:create'

/** What a screen holds that somebody put there: what is made on it belongs in it. */
export interface Place {
  entity: string
  title: string
  /** Puts a record in, in the act that makes it. */
  put: (writer: BulkWriter, id: string) => void
}

let place: Place | null = null

/** While a screen is shown. @returns ends it */
export function makeInto(shown: Place): () => void {
  place = shown
  return () => { if (place === shown) place = null }
}

export interface Creating { entity: string; into: Place | null }

/** Opens an entity's quick create dialog from a button or a key; without one that of the place one is at, or of `otherwise`. */
export const openCreate = (entity: string | null, otherwise = 'contacts'): void => {
  const of = entity ?? place?.entity ?? otherwise
  window.dispatchEvent(new CustomEvent<Creating>(event, { detail: { entity: of, into: place?.entity === of ? place : null } }))
}

export function onOpenCreate(open: (creating: Creating) => void): () => void {
  const listener = (asked: Event): void => open((asked as CustomEvent<Creating>).detail)
  window.addEventListener(event, listener)
  return () => window.removeEventListener(event, listener)
}
