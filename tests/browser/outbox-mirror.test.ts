import { describe, expect, it } from 'vitest'
import { createIndexedDbRegistry } from '../../src/outbox/indexed-db-mirror.ts'
import { createWebLocks } from '../../src/outbox/locks.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { mirrorSuite } from '../contract/outbox-mirror-suite.ts'

mirrorSuite('in IndexedDB', createIndexedDbRegistry)

describe('Web Locks', () => {
  it('[P6] let one pusher in at a time, and steal from one that sleeps, who still gets its own result', async () => {
    const locks = createWebLocks(navigator.locks, systemClock)
    const order: string[] = []
    let wake!: () => void
    const sleeper = locks.hold('satchel-push:suite', 60_000, async () => {
      order.push('in')
      await new Promise<void>((resolve) => { wake = resolve })
      return 'late'
    })
    expect(await locks.hold('satchel-push:suite', 100, () => { order.push('stolen'); return Promise.resolve('mine') })).toBe('mine')
    wake()
    expect(await sleeper).toBe('late')
    expect(order).toEqual(['in', 'stolen'])
    await expect(locks.hold('satchel-push:suite', 100, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})
