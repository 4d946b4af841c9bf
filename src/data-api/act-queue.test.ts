import { expect, it, vi } from 'vitest'
import { createActQueue } from './act-queue.ts'

it('[U1] undo waits for the bulk act under way, also where that fails', async () => {
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
  const queue = createActQueue()
  const order: string[] = []
  let fail!: (error: Error) => void
  const act = queue.run(() => new Promise<void>((_, reject) => { fail = reject })).catch(() => { order.push('act failed') })
  const undo = queue.after(() => { order.push('undo'); return Promise.resolve() })
  await Promise.resolve()
  expect(order).toEqual([])
  fail(new Error('disk full'))
  await Promise.all([act, undo])
  expect(order).toEqual(['act failed', 'undo'])
  vi.unstubAllGlobals()
})
