import type { ActivityKind } from './activity.ts'
import { inSight } from '../../components/in-sight.ts'

/** Opens the page's own place to write in: as it is, or to log something. */
export function toNote(kind?: ActivityKind): void {
  const area = inSight('[data-note-area]')
  if (kind !== undefined) area?.dispatchEvent(new CustomEvent(noteWanted, { detail: kind }))
  focusIn(area)
}

/** What the composer is told: the kind of note that is wanted. */
export const noteWanted = 'satchel-note'

/** Where one was in it, else behind what is written already. */
export function focusIn(area: Element | null): void {
  const field = area?.querySelector<HTMLElement>('[contenteditable="true"], textarea'), selection = getSelection()
  if (!field) return
  const wasIn = field.contains(selection?.anchorNode ?? null)
  field.focus()
  if (wasIn || selection === null || !field.isContentEditable) return
  selection.selectAllChildren(field)
  selection.collapseToEnd()
}
