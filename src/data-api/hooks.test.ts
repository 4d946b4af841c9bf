import { notifyManager, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createQueryClient } from './hooks.ts'
import type { Satchel } from './types.ts'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

it('an answer waits for no other that turns out to be what was known already', async () => {
  const client = createQueryClient({ onCommit: () => () => undefined } as unknown as Satchel)
  const answers: Record<string, { after: number; rows: readonly string[] }> = { contacts: { after: 0, rows: ['Ana'] }, birthdays: { after: 0, rows: ['Ben'] } }
  const seen: unknown[] = []
  for (const name of ['contacts', 'birthdays']) {
    const observer = new QueryObserver(client, {
      queryKey: ['list', name],
      queryFn: () => new Promise((resolve) => { setTimeout(() => { resolve([...answers[name]!.rows]) }, answers[name]!.after) }),
    })
    // As the hooks do, which hear of what they show.
    observer.trackResult(observer.getCurrentResult()).data // oxlint-disable-line no-unused-expressions -- to read it is to ask to hear of it
    observer.subscribe(notifyManager.batchCalls(({ data }) => { if (data !== undefined) seen.push(data) }))
  }
  await vi.advanceTimersByTimeAsync(50)
  expect(seen).toEqual([['Ana'], ['Ben']])
  answers['contacts'] = { after: 3, rows: ['Anna'] }
  answers['birthdays'] = { after: 8, rows: ['Ben'] }
  void client.invalidateQueries()
  await vi.advanceTimersByTimeAsync(7)
  expect(seen).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(2)
  expect(seen).toEqual([['Ana'], ['Ben'], ['Anna']])
})
