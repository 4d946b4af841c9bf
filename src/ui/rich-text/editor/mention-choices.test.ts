import { expect, it } from 'vitest'
import type { Satchel } from '../../../data-api/types.ts'
import { mentionChoices } from './mention-choices.ts'

it('of several who are called the same, each says who it is', async () => {
  const found: Record<string, object[]> = {
    contacts: [{ id: '1', firstName: 'Ana', lastName: 'Silva', title: 'Coach', company: 'Onda' }, { id: '2', firstName: 'Ana', lastName: 'Silva' }],
    companies: [{ id: '3', name: 'Ana', industry: 'Education' }],
  }
  const satchel = { entity: (name: string) => ({ list: () => Promise.resolve({ rows: found[name] ?? [] }) }) } as unknown as Satchel
  expect((await mentionChoices(satchel, 'ana')).map(({ label, hint }) => [label, hint])).toEqual([['Ana Silva', 'Coach, Onda'], ['Ana Silva', undefined], ['Ana', 'Education']])
})
