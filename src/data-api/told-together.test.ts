import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { tellTogether } from './told-together.ts'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

function setup() {
  const told: string[][] = []
  let reading = 0
  const { tell: say, look } = tellTogether(() => reading > 0)
  let task: string[] | null = null
  const tell = (name: string): void => say(() => {
    if (task === null) {
      task = []
      told.push(task)
      queueMicrotask(() => { task = null })
    }
    task.push(name)
  })
  return { told, tell, look, read: (count: number) => { reading = count } }
}

it('tells of an answer at once where no other is to come', async () => {
  const { told, tell } = setup()
  tell('one')
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['one']])
})

it('tells of answers that were asked for together in one go, once the last is here', async () => {
  const { told, tell, read } = setup()
  read(2)
  tell('one')
  await vi.advanceTimersByTimeAsync(4)
  read(1)
  tell('two')
  await vi.advanceTimersByTimeAsync(4)
  expect(told).toEqual([])
  read(0)
  tell('three')
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['one', 'two', 'three']])
})

it('waits for none that ended with nothing to tell of', async () => {
  const { told, tell, look, read } = setup()
  read(2)
  tell('one')
  read(1)
  look()
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual([])
  read(0)
  look()
  look()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['one']])
  look()
  await vi.advanceTimersByTimeAsync(20)
  expect(told).toEqual([['one']])
})

it('waits for a slow one no longer than a frame', async () => {
  const { told, tell, read } = setup()
  read(1)
  tell('one')
  await vi.advanceTimersByTimeAsync(12)
  expect(told).toEqual([['one']])
  read(0)
  tell('slow')
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['one'], ['slow']])
})

it('who throws at an answer keeps it from nobody else, and is heard', async () => {
  const told: string[] = [], { tell: say } = tellTogether(() => false)
  say(() => { throw new Error('broken') })
  say(() => { told.push('next') })
  await expect(vi.advanceTimersByTimeAsync(1)).rejects.toThrow('broken')
  expect(told).toEqual(['next'])
})
