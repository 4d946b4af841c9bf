import { expect, it } from 'vitest'
import { contacts } from '../../../model/contacts.ts'
import type { Json } from '../../../shared/json.ts'
import { mergeSentence } from './merge-words.ts'

it('[M7] says what becomes of a field by what is in force, not by what is declared', () => {
  const sentence = (field: string, settings: Record<string, Json> = {}): string => mergeSentence(contacts, field, new Map(Object.entries(settings)))
  expect(sentence('title')).toBe('What was written last stands.')
  expect(sentence('company')).toBe('What arrived first stands until someone decides.')
  expect(sentence('company', { 'policy:contacts.company': 'role' })).toMatch(/higher role/)
  expect(sentence('company', { 'policy:contacts.company': 'union' })).toBe('What arrived first stands until someone decides.')
  expect(sentence('title', { 'advisory:contacts': true })).toBe('What arrives last stands until someone decides.')
  expect(sentence('tags', { 'advisory:contacts': true })).toMatch(/^Both are kept/)
})
