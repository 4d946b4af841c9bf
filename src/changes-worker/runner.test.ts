import { describe, expect, it } from 'vitest'
import { createRunner } from './runner.ts'

describe('the runner', () => {
  it('settles a wake-up only when a round that began after it is through', async () => {
    const ends: (() => void)[] = []
    let rounds = 0
    const runner = createRunner(() => { rounds += 1; return new Promise((resolve) => { ends.push(resolve) }) }, () => undefined)
    let secondDone = false
    void runner.wake()
    const second = runner.wake().then(() => { secondDone = true })
    void runner.wake()
    expect(rounds).toBe(1)
    ends[0]?.()
    await new Promise(setImmediate)
    expect([rounds, secondDone, runner.running]).toEqual([2, false, true])
    ends[1]?.()
    await second
    expect([rounds, runner.running]).toEqual([2, false])
  })

  it('runs on after a round that threw', async () => {
    const thrown: unknown[] = []
    let rounds = 0
    const runner = createRunner(() => { rounds += 1; return rounds === 1 ? Promise.reject(new Error('first')) : Promise.resolve() }, (error) => { thrown.push(error) })
    await Promise.all([runner.wake(), runner.wake()])
    expect([rounds, thrown.length]).toEqual([2, 1])
  })
})
