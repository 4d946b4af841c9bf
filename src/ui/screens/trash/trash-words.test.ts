import { expect, it } from 'vitest'
import { trashWords } from './trash-words.ts'

it('[R5] the trash says how long it keeps things, by the setting where there is one', () => {
  expect(trashWords(7, false)).toBe('What you delete stays here and can be restored.')
  expect(trashWords(null, true)).toBe('What you delete stays here for 90 days and can be restored until then.')
  expect(trashWords(1, true)).toBe('What you delete stays here for 1 day and can be restored until then.')
})
