import { expect, it } from 'vitest'
import { calledApart } from './called-apart.ts'

it('databases of one name and one account are told apart; one of another account is told by that', () => {
  const calls = calledApart([
    { databaseName: 'satchel', label: 'Silva', accountEmail: 'ana@example.org' },
    { databaseName: 'satchel-0123456789ab', label: 'Silva', accountEmail: 'ana@example.org' },
    { databaseName: 'satchel-0123456789cd', label: 'Silva', accountEmail: 'ben@example.org' },
    { databaseName: 'satchel-0123456789ef', label: 'Roth', accountEmail: 'ana@example.org' },
  ])
  expect([...calls.values()]).toEqual(['Silva · the first', 'Silva · 89ab', 'Silva', 'Roth'])
})
