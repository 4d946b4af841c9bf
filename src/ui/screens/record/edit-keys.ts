import type { KeyboardEvent } from 'react'
import type { FieldEdit } from './use-field-edit.ts'

/** The keys of a field being edited: ⏎ (in several lines ⌘⏎) saves, Escape takes back what was typed. */
export const editKeys = (edit: Pick<FieldEdit<unknown>, 'save' | 'revert'>, { multiline = false } = {}) =>
  (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      edit.revert()
    }
    if (event.key === 'Enter' && (!multiline || event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      void edit.save()
    }
  }
