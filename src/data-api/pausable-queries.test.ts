import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { PausableQueryClient } from './pausable-queries.ts'
import { refreshQueries } from './refresh-queries.ts'

/** A query of a part of the page that can go out of sight, and what it was answered so far. */
function setupScreen() {
  const base = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false, networkMode: 'always' } } })
  let on = true, reads = 0
  const client = new PausableQueryClient(base, () => on)
  const observe = (key: string, enabled = true, by: QueryClient = client) => {
    const observer = new QueryObserver(by, { queryKey: ['list', key], queryFn: () => Promise.resolve(++reads), enabled })
    return { observer, stop: observer.subscribe(() => undefined) }
  }
  return { base, client, observe, reads: () => reads, show: (next: boolean) => { on = next }, commit: () => { refreshQueries(base, () => true) } }
}
const settle = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 5) })

test('out of sight nothing is read however much is committed, and once when it comes back', async () => {
  const { client, observe, reads, show, commit } = setupScreen(), { observer } = observe('contacts')
  await settle()
  show(false)
  for (let times = 0; times < 3; times++) { commit(); await settle() }
  expect(reads()).toBe(1)
  expect(observer.getCurrentResult().data, 'it shows what it showed').toBe(1)
  show(true)
  client.catchUp()
  await settle()
  expect([reads(), observer.getCurrentResult().data]).toEqual([2, 2])
})

test('what nobody wrote to meanwhile is not read again', async () => {
  const { client, observe, reads, show } = setupScreen()
  observe('contacts')
  await settle()
  show(false)
  show(true)
  client.catchUp()
  await settle()
  expect(reads()).toBe(1)
})

test('what another part of the page asks as well goes on', async () => {
  const { base, observe, reads, show, commit } = setupScreen(), { observer } = observe('lists')
  observe('lists', true, base)
  await settle()
  show(false)
  commit()
  await settle()
  expect([reads(), observer.getCurrentResult().data]).toEqual([2, 2])
})

test('what is first asked out of sight is read when it comes into sight, and what asks nothing asks nothing', async () => {
  const { client, observe, reads, show } = setupScreen()
  show(false)
  const { observer } = observe('contacts')
  observe('companies', false)
  await settle()
  expect(reads()).toBe(0)
  show(true)
  client.catchUp()
  await settle()
  expect([reads(), observer.getCurrentResult().data]).toEqual([1, 1])
})

test('a commit while it is read, out of sight by then, is not lost', async () => {
  const { client, observe, reads, show, commit } = setupScreen()
  observe('contacts')
  commit()
  show(false)
  await settle()
  expect(reads()).toBe(1)
  show(true)
  client.catchUp()
  await settle()
  expect(reads()).toBe(2)
})
