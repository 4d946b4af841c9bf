import { expect, it } from 'vitest'
import { draftOf, saysSomething } from './field-draft.ts'

const same = (a: string, b: string): boolean => a.trim() === b.trim()
const shown = { current: 'Coach', revision: 4, basis: undefined }

it('[M1] a draft is measured against what was shown when it was begun, whatever arrives meanwhile', () => {
  const first = draftOf<string, never>(null, 'Coachx', shown)
  expect(first).toEqual({ value: 'Coachx', from: 'Coach', revision: 4 })
  expect(draftOf(first, 'Coach', { ...shown, current: 'Director', revision: 7 })).toEqual({ value: 'Coach', from: 'Coach', revision: 4 })
})

it('[M1] what was typed and taken back again writes nothing over a value that came meanwhile', () => {
  expect(saysSomething({ value: 'Coach ', from: 'Coach' }, 'Director', same)).toBe(false)
  expect(saysSomething({ value: 'Head coach', from: 'Coach' }, 'Director', same)).toBe(true)
  expect(saysSomething({ value: 'Director', from: 'Coach' }, 'Director', same)).toBe(false)
  // Of a version that did not keep what it was begun with.
  expect(saysSomething({ value: 'Coach' }, 'Director', same)).toBe(true)
})
