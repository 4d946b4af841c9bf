import { wrap } from 'comlink'
import { afterEach, expect, it } from 'vitest'
import { openMemoryStore } from '../../tests/support/memory-db.ts'
import type { Result } from '../shared/result.ts'
import { createIdleness } from './idleness.ts'
import { serve } from './serve.ts'

const channels: MessageChannel[] = []
afterEach(() => { for (const { port1, port2 } of channels.splice(0)) { port1.close(); port2.close() } })

it('[J5] the clean-up begins no step while calls come in, and asks to be called again', async () => {
  let now = 1_000
  const clock = { monotonic: () => now } as Parameters<typeof createIdleness>[0]
  const store = await openMemoryStore(), idleness = createIdleness(clock)
  // Other work that can wait has had its turn, which comes once a second under an unbroken stream of calls.
  idleness.isIdle()
  let swept = 0
  store.sync.sweep = () => { swept += 1; return false }
  const channel = new MessageChannel()
  channels.push(channel)
  serve({ store: () => Promise.resolve(store), onCommit: () => () => undefined, reportDamage: () => undefined, idleness }, 'sync', channel.port1)
  const sync = wrap<{ sweep(): Result<boolean, never>; identity(): Result<unknown, never> }>(channel.port2)

  await sync.identity()
  now += 5
  expect(await sync.sweep()).toEqual({ ok: true, value: true })
  expect(swept).toBe(0)
  now += 100
  expect(await sync.sweep()).toEqual({ ok: true, value: false })
  expect(swept).toBe(1)
})
