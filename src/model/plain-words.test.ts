import { expect, it } from 'vitest'
import { notes } from './notes.ts'
import { plainWords } from './text.ts'

it.each([
  ['# Plan', 'Plan'], ['- [x] Call *Ana*', 'Call Ana'], ['Met **[@Ana Silva](satchel:contacts/1)** at [Onda](https://onda.example/a)', 'Met Ana Silva at Onda'],
  ['2 * 3 * 4 and snake_case', '2 * 3 * 4 and snake_case'], ['1. first', 'first'], ['`code` ~~gone~~', 'code gone'], [String.raw`2\*3`, '2*3'], ['#hash', '#hash'],
])('%s is titled %s', (text, words) => { expect(plainWords(text)).toBe(words) })

it('a call without a word has a title, and a note without one is refused', () => {
  expect(notes.title({ kind: 'call' })).toBe('Call')
  const refused = (data: Parameters<typeof notes.title>[0]) => notes.rules.map((rule) => rule.check(data, { role: 'member', userId: null })?.field ?? null).filter(Boolean)
  expect(refused({ kind: 'call', projectId: 'p' })).toEqual([])
  expect(refused({ projectId: 'p' })).toEqual(['body'])
  expect(refused({ kind: 'meeting' })).toEqual(['contactId'])
})
