import { expect, it } from 'vitest'
import { createVirtualClock } from '../../tests/support/virtual-clock.ts'
import { createIdleness } from './idleness.ts'

it('lets work wait for a pause after a call, also the first call for long, and under calls without end gives it a turn each second', async () => {
  const clock = createVirtualClock(), idleness = createIdleness(clock)
  await clock.advance(60_000)
  expect(idleness.isIdle()).toBe(true)
  await clock.advance(60_000)
  idleness.busy()
  await clock.advance(4)
  expect(idleness.isIdle()).toBe(false)
  await clock.advance(60)
  expect(idleness.isIdle()).toBe(true)
  const turns: number[] = []
  for (let ms = 0; ms < 3_000; ms += 20) {
    idleness.busy()
    if (idleness.isIdle()) turns.push(ms)
    await clock.advance(20)
  }
  expect(turns).toEqual([1_000, 2_020])
})
