import { describe, expect, it } from 'vitest'
import { brokenEngines, type BrokenEngine } from './broken-engines.ts'
import { BrokenStory, runStory } from './run-story.ts'
import { shorten } from './shorten.ts'
import { wholeRun } from '../support/whole-run.ts'

/** Stories of each kind that an engine which is whole plays; `npm run simulate` plays many more of most kinds. */
const wholeStories = wholeRun ? 5 : 2
/** Seeds within which each must be noticed; an ordinary run plays many more. */
const budget = 10

/**
 * Those that the first seed does not notice, and what did when this was written: it is asked first, since most of the time goes into stories in which such an
 * engine did no harm. Where the stories have changed since, all are asked.
 */
const noticedBy: Record<string, number> = {
  'the journal is written after the row, and a crash comes between': 102,
  'an edit is decided by the policy of when it was written': 104,
  'a conflict is not written down': 103,
  'whoever is overruled by another is not told': 109,
  'nothing is given back': 103,
  'of what is given back only half is': 103,
}

const year = 365 * 86_400_000
const yearsOff = { skews: [-3 * year, 7 * year, 0], meetings: true }

describe('an engine that loses data is noticed', () => {
  const caught = async (seed: number, broken: BrokenEngine): Promise<boolean> => {
    try {
      await runStory({ seed, acts: 60, broken, restores: broken.restores ?? false, policies: broken.policies ?? false, together: broken.together ?? false, texts: broken.texts ?? false, crashes: broken.crashes ?? false, ...(broken.clocks === true ? yearsOff : {}) })
      return false
    } catch (error) {
      if (error instanceof BrokenStory) return (broken.by ?? []).every((by) => error.message.includes(by))
      throw error
    }
  }
  const noticed = async (broken: BrokenEngine, seeds = budget, first = 101): Promise<boolean> => {
    const others = Array.from({ length: seeds }, (_, at) => 101 + at).filter((seed) => seed !== first)
    for (const seed of [first, ...others]) if (await caught(seed, broken)) return true
    return false
  }

  it.each(Object.entries(brokenEngines))('%s', async (name, broken) => { expect(await noticed(broken, budget, noticedBy[name])).toBe(true) })

  it.each([{}, { restores: true as const }, { policies: true as const }, { together: true as const }, { texts: true as const }, { crashes: true as const }, { clocks: true as const }])('and one that is whole is not, by the same stories %j', async (whole) => { expect(await noticed(whole, wholeStories)).toBe(false) })
})

describe('a story that fails', () => {
  it('is made shorter until every act in it counts', async () => {
    const fails = (acts: readonly number[]): Promise<boolean> => Promise.resolve(acts.includes(3) && acts.includes(17))
    expect(await shorten(Array.from({ length: 40 }, (_, at) => at), fails, () => true)).toEqual([3, 17])
  })
})
