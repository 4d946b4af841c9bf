import { describe, expect, it } from 'vitest'
import { brokenEngines } from './broken-engines.ts'
import { BrokenStory, runStory } from './run-story.ts'
import { shorten } from './shorten.ts'

/** Seeds within which each must be noticed; an ordinary run plays many more. */
const budget = 10

describe('an engine that loses data is noticed', () => {
  it.each(Object.entries(brokenEngines))('%s', async (_name, broken) => {
    const caught = async (seed: number): Promise<boolean> => {
      try {
        await runStory({ seed, acts: 60, broken })
        return false
      } catch (error) {
        if (error instanceof BrokenStory) return true
        throw error
      }
    }
    let noticed = false
    for (let seed = 101; seed < 101 + budget && !noticed; seed += 1) noticed = await caught(seed)
    expect(noticed).toBe(true)
  })
})

describe('a story that fails', () => {
  it('is made shorter until every act in it counts', async () => {
    const fails = (acts: readonly number[]): Promise<boolean> => Promise.resolve(acts.includes(3) && acts.includes(17))
    expect(await shorten(Array.from({ length: 40 }, (_, at) => at), fails, () => true)).toEqual([3, 17])
  })
})
