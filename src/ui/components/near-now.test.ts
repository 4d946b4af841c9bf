import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nearNow, onNearNow } from './near-now.ts'

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
const frame = new EventTarget()
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-27T23:59:50Z') })
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', frame.addEventListener.bind(frame))
  vi.stubGlobal('removeEventListener', frame.removeEventListener.bind(frame))
})
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

it('the time moves on by the half minute, and at once where a page comes back into sight or the clock was set meanwhile', () => {
  const told: string[] = [], stop = onNearNow(() => { told.push(new Date(nearNow()).toISOString().slice(0, 16)) })
  vi.advanceTimersByTime(30_000)
  expect(told).toEqual(['2026-11-28T00:00'])
  page.visibilityState = 'hidden'
  vi.setSystemTime(Date.parse('2036-11-28T08:00:00Z'))
  page.dispatchEvent(new Event('visibilitychange'))
  expect(told, 'nobody looks').toHaveLength(1)
  page.visibilityState = 'visible'
  page.dispatchEvent(new Event('visibilitychange'))
  vi.setSystemTime(Date.parse('2026-11-28T08:00:00Z'))
  frame.dispatchEvent(new Event('focus'))
  expect(told.slice(1)).toEqual(['2036-11-28T08:00', '2026-11-28T08:00'])
  stop()
  vi.advanceTimersByTime(60_000)
  page.dispatchEvent(new Event('visibilitychange'))
  expect([told.length, vi.getTimerCount()]).toEqual([3, 0])
})
