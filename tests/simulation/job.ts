import type { Counts } from './coverage.ts'
import { BrokenStory, runStory } from './run-story.ts'
import { storyOf } from './seed-story.ts'
import { shorten } from './shorten.ts'

/* A process of `npm run simulate`: plays the seeds that it is told, one after the other, so many acts each, and tells of each what came of it. */

/** To a job. */
export interface Wanted { seed: number; acts: number }
/** From a job. */
export type Told = { type: 'ready' } | { type: 'played'; counts: Counts } | { type: 'broken'; text: string }

const tell = (told: Told): void => { process.send!(told) }

process.on('message', ({ seed, acts }: Wanted) => {
  // What is no broken story is no story: the process ends by it.
  void play(seed, acts).then(tell)
})
process.on('disconnect', () => { process.exit() })
tell({ type: 'ready' })

async function play(seed: number, acts: number): Promise<Told> {
  try {
    return { type: 'played', counts: await runStory(storyOf(seed, acts)) }
  } catch (error) {
    if (!(error instanceof BrokenStory)) throw error
    return { type: 'broken', text: await shortest(error, seed, acts) }
  }
}

async function shortest(broken: BrokenStory, seed: number, acts: number): Promise<string> {
  const { options } = broken, end = Date.now() + 3 * 60_000
  let last = broken
  const fails = async (keep: readonly number[]): Promise<boolean> => {
    try {
      await runStory({ ...options, keep })
      return false
    } catch (error) {
      if (error instanceof BrokenStory) last = error
      return true
    }
  }
  const keep = await shorten(Array.from({ length: acts }, (_, at) => at), fails, () => Date.now() < end)
  return `${last.message}\n\nnpm run simulate -- --seed ${seed} --acts ${acts} --keep ${keep.join(',')}`
}
