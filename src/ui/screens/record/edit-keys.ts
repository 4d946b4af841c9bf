import type { KeyboardEvent } from 'react'
import type { FieldEdit } from './use-field-edit.ts'

/**
 * The keys of a field being edited: ⏎ saves; Escape takes back what was typed, and where nothing was it leaves the field, for whoever is around it
 * to close. In one of several lines ⌘⏎ saves, and Escape leaves it, which saves it too: words are never thrown away.
 */
export const editKeys = (edit: Pick<FieldEdit<unknown>, 'save' | 'revert' | 'dirty'>, { multiline = false } = {}) =>
  (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      if (multiline || edit.dirty) {
        event.preventDefault()
        event.stopPropagation()
      }
      if (edit.dirty && !multiline) edit.revert()
      else event.currentTarget.blur()
    }
    if (event.key === 'Enter' && (!multiline || event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      void edit.save()
    }
  }
