import { notifyManager, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createQueryClient } from './hooks.ts'
import type { Satchel } from './types.ts'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

/** Two lists that are read again, contacts after 3 ms and birthdays after 8, and what the screens were told of. */
async function setup(birthdays: string, meta?: { unseen: boolean }) {
  const client = createQueryClient({ onCommit: () => () => undefined } as unknown as Satchel)
  const answers: Record<string, { after: number; row: string }> = { contacts: { after: 0, row: 'Ana' }, birthdays: { after: 0, row: 'Ben' } }
  const told: unknown[] = []
  for (const name of ['contacts', 'birthdays']) {
    const observer = new QueryObserver(client, {
      queryKey: ['list', name],
      queryFn: () => new Promise((resolve) => { setTimeout(() => { resolve([answers[name]!.row]) }, answers[name]!.after) }),
      ...(name === 'birthdays' && meta ? { meta } : {}),
    })
    // As the hooks do, which hear of what they show.
    observer.trackProp('data')
    observer.subscribe(notifyManager.batchCalls(({ data }) => { if (data !== undefined) told.push(...data as string[]) }))
  }
  await vi.advanceTimersByTimeAsync(50)
  expect(told.splice(0).sort()).toEqual(['Ana', 'Ben'])
  answers['contacts'] = { after: 3, row: 'Anna' }
  answers['birthdays'] = { after: 8, row: birthdays }
  void client.invalidateQueries()
  return told
}

it('answers that are asked for together are told of together', async () => {
  const told = await setup('Bea')
  await vi.advanceTimersByTimeAsync(7)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(2)
  expect(told).toEqual(['Anna', 'Bea'])
})

it('an answer waits no longer for another that turns out to be what was known already', async () => {
  const told = await setup('Ben')
  await vi.advanceTimersByTimeAsync(7)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(2)
  expect(told).toEqual(['Anna'])
})

it('an answer waits for none that nobody looks at', async () => {
  const told = await setup('Bea', { unseen: true })
  await vi.advanceTimersByTimeAsync(5)
  expect(told).toEqual(['Anna'])
  await vi.advanceTimersByTimeAsync(5)
  expect(told).toEqual(['Anna', 'Bea'])
})

it('what stands on no screen is read again more seldom while much is written', async () => {
  let commit: (changed: { entities: string[]; journal: boolean }) => void = () => undefined
  const listeners = new Set<typeof commit>()
  const client = createQueryClient({ onCommit: (listener: typeof commit) => { listeners.add(listener); return () => undefined } } as unknown as Satchel)
  commit = (changed) => { for (const listener of listeners) listener(changed) }
  const read = { seen: 0, unseen: 0 }
  for (const name of ['seen', 'unseen'] as const) {
    const observer = new QueryObserver(client, { queryKey: ['list', 'contacts', { limit: name.length }], queryFn: () => (read[name] += 1), ...(name === 'unseen' ? { meta: { unseen: true } } : {}) })
    observer.subscribe(() => undefined)
  }
  await vi.advanceTimersByTimeAsync(50)
  expect(read).toEqual({ seen: 1, unseen: 1 })
  for (let i = 0; i < 100; i += 1) {
    commit({ entities: ['contacts'], journal: true })
    await vi.advanceTimersByTimeAsync(20)
  }
  expect(read.seen).toBeGreaterThan(25)
  expect(read.unseen).toBe(2)
  // And what was written last is read in any case.
  await vi.advanceTimersByTimeAsync(2_500)
  expect(read.unseen).toBe(3)
})
