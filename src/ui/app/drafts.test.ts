import { expect, it } from 'vitest'
import { leftOf } from './drafts.ts'

it('what is typed behind a text while that is being saved is what is left of it', () => {
  expect(leftOf('Buy milk', 'Buy milk')).toBeNull()
  expect(leftOf('Buy milk', 'Buy milkCall Ana')).toBe('Call Ana')
  expect(leftOf('Met Ana', 'Met Ana\n\nSaw Ben')).toBe('Saw Ben')
  // Who has gone back into it finds all of it.
  expect(leftOf('Met Ana', 'Met Anna')).toBe('Met Anna')
  expect(leftOf({ kind: 'call' }, { kind: 'note' })).toBeNull()
})
