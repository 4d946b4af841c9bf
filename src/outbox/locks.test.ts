import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../tests/support/virtual-clock.ts'
import { createWebLocks } from './locks.ts'

/** One lock as the browser keeps it: queue, abort, and robbing. */
function createFakeLockManager(): Pick<LockManager, 'request'> {
  let holder: { rob: () => void } | null = null
  const queue: (() => void)[] = []
  const request = (_name: string, options: LockOptions, callback: () => Promise<void>): Promise<void> => new Promise((resolve, reject) => {
    const grant = (): void => {
      const mine = { rob: () => { reject(new DOMException('robbed', 'AbortError')) } }
      holder = mine
      callback().then(resolve, reject).finally(() => {
        if (holder !== mine) return
        holder = null
        queue.shift()?.()
      })
    }
    if (options.steal) { holder?.rob(); grant(); return }
    if (holder === null) { grant(); return }
    queue.push(grant)
    options.signal?.addEventListener('abort', () => {
      const at = queue.indexOf(grant)
      if (at < 0) return
      queue.splice(at, 1)
      reject(new DOMException('aborted', 'AbortError'))
    })
  })
  return { request: request as LockManager['request'] }
}

describe('locks of the browser profile', () => {
  it('[P6] lets one in at a time', async () => {
    const clock = createVirtualClock()
    const locks = createWebLocks(createFakeLockManager(), clock)
    const order: string[] = []
    const work = (name: string) => async (): Promise<string> => {
      order.push(`${name} in`)
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 100) })
      order.push(`${name} out`)
      return name
    }
    const both = Promise.all([locks.hold('push', 60_000, work('a')), locks.hold('push', 60_000, work('b'))])
    await clock.advance(200)
    expect(await both).toEqual(['a', 'b'])
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out'])
  })

  it('[P6] steals from a holder that sleeps for 60 s, who still gets its own result when it wakes', async () => {
    const clock = createVirtualClock()
    const locks = createWebLocks(createFakeLockManager(), clock)
    let wake!: (value: string) => void
    const sleeper = locks.hold('push', 60_000, () => new Promise<string>((resolve) => { wake = resolve }))
    let entered = false
    const thief = locks.hold('push', 60_000, () => { entered = true; return Promise.resolve('stolen') })
    await clock.advance(59_999)
    expect(entered).toBe(false)
    await clock.advance(1)
    expect(await thief).toBe('stolen')
    wake('late')
    expect(await sleeper).toBe('late')
  })

  it('passes on what the work throws', async () => {
    const locks = createWebLocks(createFakeLockManager(), createVirtualClock())
    await expect(locks.hold('push', 60_000, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await locks.hold('push', 60_000, () => Promise.resolve(1))).toBe(1)
  })
})
