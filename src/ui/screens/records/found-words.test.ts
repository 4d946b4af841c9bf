import { expect, it } from 'vitest'
import type { Rec } from '../../../data-api/types.ts'
import { contactPalette } from '../contacts/contact-palette.ts'
import { foundWords } from './found-words.ts'

const ana = {
  id: '1', firstName: 'Ana', lastName: 'Silva', title: 'Coach', company: 'Onda',
  emails: [{ id: 'a', value: 'ana2@example.org', label: 'work' }], phones: [{ id: 'b', value: '+49 30 5550', label: 'work' }, { id: 'c', value: '+49 151 23456', label: 'mobile' }],
} as unknown as Rec

it('a name is told by what it is, or by the value that was looked for: a number by its digits', () => {
  expect(['', 'silva', 'coach', 'example', '0151 23', '+49151', '22'].map((wanted) => foundWords(contactPalette, ana, wanted)))
    .toEqual(['Coach, Onda', 'Coach, Onda', 'Coach, Onda', 'ana2@example.org', '+49 151 23456', '+49 151 23456', 'Coach, Onda'])
})
