import { expect, it } from 'vitest'
import { localWords } from './local-words.ts'

it('counts what people wrote, not what the engine keeps about it', () => {
  expect(localWords({ contacts: 3_000, notes: 2_444, history: 9_000, imports: 1 })).toBe('3,000 contacts and 2,444 notes')
  expect(localWords({ contacts: 1 })).toBe('1 contact')
  expect(localWords({ contacts: 0, history: 4 })).toBeNull()
})
