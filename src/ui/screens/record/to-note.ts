import type { ActivityKind } from './activity.ts'

/** Opens the page's own place to write a note, or to log something. */
export function toNote(kind: ActivityKind = 'note'): void {
  const area = document.querySelector<HTMLElement>('[data-note-area]')
  area?.dispatchEvent(new CustomEvent(noteWanted, { detail: kind }))
  focusIn(area)
}

/** What the composer is told: the kind of note that is wanted. */
export const noteWanted = 'satchel-note'

export const focusIn = (area: Element | null): void => area?.querySelector<HTMLElement>('[contenteditable="true"], textarea')?.focus()
