import { expect, it } from 'vitest'
import { metWords } from './met-words.ts'

it('tells of contacts that two devices made, one or many', () => {
  expect(metWords('Ana Silva', 1)).toBe('“Ana Silva” was made on another device too. Both are kept.')
  expect(metWords('Ana Silva', 3)).toBe('“Ana Silva” and 2 more were made on another device too. All are kept.')
})
