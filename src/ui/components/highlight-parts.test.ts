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
it('marks nothing where there is nothing to mark', () => {
  expect(highlightParts('Ana', '')).toBeNull()
  expect(highlightParts('Ana', '  ')).toBeNull()
  expect(highlightParts('Ana', 'x')).toBeNull()
})
