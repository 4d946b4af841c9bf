import { expect, it } from 'vitest'
import { highlightParts } from './highlight-parts.ts'

const marked = (text: string, search: string): string => (highlightParts(text, search) ?? [{ text, hit: false }]).map((part) => (part.hit ? `[${part.text}]` : part.text)).join('')

it('marks what the search found, blind to accents and case', () => {
  expect(marked('José García', 'jose')).toBe('[José] García')
  expect(marked('José García', 'gar jo')).toBe('[Jo]sé [Gar]cía')
  expect(marked('Straße', 'strasse')).toBe('[Straße]')
  expect(marked('Æsop', 'es')).toBe('[Æs]op')
  expect(marked('Anna Müller', 'mueller')).toBe('Anna [Müller]')
  expect(marked('aaaa', 'aa')).toBe('[aaaa]')
})
it('marks a number by its digits, and only as a whole', () => {
  expect(marked('+49 151 23456', '0151 23')).toBe('+49 [151 23]456')
  expect(marked('+49 (0)89 962-413', '8996')).toBe('+49 (0)[89 96]2-413')
  expect(marked('+49 151 99', '0151 99')).toBe('+49 [151 99]')
  expect(marked('Room 12', '12')).toBe('Room [12]')
})
it('marks nothing where there is nothing to mark', () => {
  expect(highlightParts('Ana', '')).toBeNull()
  expect(highlightParts('Ana', '  ')).toBeNull()
  expect(highlightParts('Ana', 'x')).toBeNull()
  expect(highlightParts('Ana', '\u0301')).toBeNull()
  expect(marked('Ana Sá', 'ana \u0301 \u00b4')).toBe('[Ana] Sá')
})
