import { expect, it } from 'vitest'
import { undoWords } from './undo-words.ts'

const result = { done: true, label: 'Edit Ana', changed: 1, leftAlone: [], gone: 0 }
const left = { entity: 'contacts', recordId: 'c', fields: ['title'] }

it('[U1] an undo says what it did, what it left alone and what is gone, and never that it did what it did not', () => {
  const words = (more: Partial<typeof result> | { leftAlone: (typeof left)[] } = {}): string => undoWords({ ...result, ...more }, 'Nothing to undo', 'Undid')
  expect(words()).toBe('Undid: Edit Ana.')
  expect(words({ leftAlone: [left] })).toBe('Undid: Edit Ana. 1 record had been changed since and stayed as it is.')
  expect(words({ changed: 0, leftAlone: [left, left] })).toBe('Nothing was changed: Edit Ana. 2 records had been changed since and stayed as they are.')
  expect(words({ changed: 0, gone: 1 })).toBe('Nothing was changed: Edit Ana. 1 record is gone for good.')
  expect(words({ done: false, changed: 0 })).toBe('“Edit Ana” is too long ago: nothing is left on this device to undo it by.')
  expect(words({ done: false, changed: 0, label: '' })).toBe('Nothing to undo')
})
