import { expect, it } from 'vitest'
import { meanwhileWords } from './meanwhile-words.ts'

it('[M7] tell what stands meanwhile, by the policy in force', () => {
  expect(meanwhileWords('contacts', 'company', new Map())).toBeNull()
  expect(meanwhileWords('contacts', 'company', new Map([['policy:contacts.company', 'newest']]))).toMatch(/merges by itself/)
  expect(meanwhileWords('contacts', 'title', new Map([['policy:contacts.title', 'manual']]))).toBeNull()
  expect(meanwhileWords('contacts', 'title', new Map([['advisory:contacts', true]]))).toMatch(/what arrived last stands/)
  expect(meanwhileWords('boats', 'name', new Map())).toBeNull()
})
