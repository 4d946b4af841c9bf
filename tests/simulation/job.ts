import type { Counts } from './coverage.ts'
import { BrokenStory, runStory } from './run-story.ts'
import { storyOf } from './seed-story.ts'
import { shorten } from './shorten.ts'

/* A process of `npm run simulate`: plays the seeds that it is told, one after the other, so many acts each, and tells of each what came of it. */

/** To a job: play a seed, or find the shortest of its stories that still fails. */
export interface Wanted { type: 'play' | 'shorten'; seed: number; acts: number }
/** From a job. */
export type Told = { type: 'ready' } | { type: 'played'; counts: Counts } | { type: 'broken'; seed: number } | { type: 'shortened'; text: string }

const tell = (told: Told): void => { process.send!(told) }

process.on('message', ({ type, seed, acts }: Wanted) => {
  // What is no broken story is no story: the process ends by it.
  void (type === 'play' ? play(seed, acts) : shortest(seed, acts)).then(tell)
})
process.on('disconnect', () => { process.exit() })
tell({ type: 'ready' })

async function play(seed: number, acts: number): Promise<Told> {
  try {
    return { type: 'played', counts: await runStory(storyOf(seed, acts)) }
  } catch (error) {
    if (!(error instanceof BrokenStory)) throw error
    return { type: 'broken', seed }
  }
}

/** For three minutes at most. */
async function shortest(seed: number, acts: number): Promise<Told> {
  const options = storyOf(seed, acts), end = Date.now() + 3 * 60_000
  let last: BrokenStory | undefined
  const fails = async (keep: readonly number[]): Promise<boolean> => {
    try {
      await runStory({ ...options, keep })
      return false
    } catch (error) {
      if (error instanceof BrokenStory) last = error
      return true
    }
  }
  const all = Array.from({ length: acts }, (_, at) => at)
  const keep = await fails(all) ? await shorten(all, fails, () => Date.now() < end) : all
  const command = `npm run simulate -- --seed ${seed} --acts ${acts} --keep=${keep.join(',')}`
  return { type: 'shortened', text: `${last?.message ?? `Seed ${seed} was broken, and is not when it is played again.`}\n\n${command}` }
}
