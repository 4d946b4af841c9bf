import { expect, it } from 'vitest'
import { initials } from './avatar-look.ts'

it('makes initials of names in any script, of addresses, and of nothing', () => {
  expect(['Ana Silva', 'Åsa Maria Ahmadi', 'ana', 'ana.silva@example.org', '山田 太郎', 'Ελένη Παππά', '', '!!'].map(initials))
    .toEqual(['AS', 'ÅA', 'A', 'AS', '山太', 'ΕΠ', '?', '?'])
})
