import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { createAhead, rowShown } from './ahead.ts'
import { refreshQueries } from './refresh-queries.ts'
import type { Rec, Satchel } from './types.ts'

const ana = { id: 'ana', revision: 1, firstName: 'Ana' } as unknown as Rec

/** A database that counts what it is asked. */
function setupAsking() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false, networkMode: 'always' } } })
  const asked: string[] = []
  const collection = {
    list: () => { asked.push('list'); return Promise.resolve({ rows: [ana], total: 1 }) },
    get: (id: string) => { asked.push(`get ${id}`); return Promise.resolve(ana) },
  }
  const satchel = { entity: () => collection } as unknown as Satchel
  return { client, satchel, asked, ahead: createAhead(client, satchel), commit: () => { refreshQueries(client, () => true) } }
}

test('what was asked beforehand is not asked again until something is committed', async () => {
  const { ahead, asked, commit } = setupAsking()
  await ahead.record('contacts', 'ana')
  await ahead.record('contacts', 'ana')
  expect(asked).toEqual(['get ana'])
  commit()
  await ahead.record('contacts', 'ana')
  expect(asked, 'what nobody looks at is not read again for a commit, but when it is wanted').toEqual(['get ana', 'get ana'])
})

test('a record stands as a list shows it until it is read itself, but not as one that is known to be old', async () => {
  const { client, ahead, commit } = setupAsking()
  expect(rowShown(client, 'contacts', 'ana')).toBeUndefined()
  await ahead.list('contacts', { sort: ['name'] })
  expect(rowShown(client, 'contacts', 'ana')).toEqual(ana)
  expect(rowShown(client, 'companies', 'ana')).toBeUndefined()
  expect(rowShown(client, 'contacts', null)).toBeUndefined()
  commit()
  expect(rowShown(client, 'contacts', 'ana')).toBeUndefined()
})
