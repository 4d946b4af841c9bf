import { expect, it } from 'vitest'
import { fold } from './fold.ts'

it('takes every mark of Unicode off, wherever it stands', () => {
  const wrong: string[] = []
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const letter = String.fromCodePoint(code)
    if (/\p{M}/u.test(fold(`é${letter}x`))) wrong.push(code.toString(16))
  }
  expect(wrong).toEqual([])
  expect(fold('José Ångström, Straße, Łódź')).toBe('jose angstrom, strasse, lodz')
  expect(fold('й ї ё')).toBe('и і е')
  expect(fold('नमस्ते'), 'marks beyond Latin').toBe('नमसत')
})
