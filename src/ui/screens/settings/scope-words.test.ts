import { expect, it } from 'vitest'
import { scopeWords } from './scope-words.ts'

it('says what a token may do', () => {
  expect(scopeWords(['*:write'])).toBe('Reads and changes everything')
  expect(scopeWords(['*:read'])).toBe('Reads everything')
  expect(scopeWords(['contacts:read', 'notes:read', 'views:read'])).toBe('Reads contacts, notes and saved views')
  expect(scopeWords(['*:read', 'contacts:write'])).toBe('Reads everything; reads and changes contacts')
  expect(scopeWords(['contacts:read', 'contacts:write'])).toBe('Reads and changes contacts')
})
