import { describe, expect, it } from 'vitest'
import { firstMatch } from './first-match.ts'

describe('what Enter chooses among a column\'s values', () => {
  it('takes the one written alike before a longer one, blind to case and accents', () => {
    expect(firstMatch('berlin', ['Berlin Mitte', 'Berlin'])).toBe('Berlin')
    expect(firstMatch('zuri', ['Zug', 'Zürich'])).toBe('Zürich')
  })

  it('takes the typed text where no value matches, also while the list answers fewer letters', () => {
    expect(firstMatch('Bern', ['Berlin', 'Bergen'])).toBe('Bern')
  })
})
