import { seededRandom } from '../../src/shared/random.ts'
import type { StoryOptions } from './run-story.ts'

const minute = 60_000, year = 365 * 86_400_000

/** What a seed stands for in `npm run simulate`: how many devices, how wrong their clocks and how old their app, whether the server is put back to backups. */
export function storyOf(seed: number, acts: number): StoryOptions {
  const { next } = seededRandom(seed)
  const devices = 3 + Math.floor(next() * 3)
  // One in three lives with clocks that are years off; the first one is right, as the server's.
  const span = next() < 1 / 3 ? 10 * year : 30 * minute
  const skews = Array.from({ length: devices }, (_, index) => (index === 0 ? 0 : Math.round((next() - 0.5) * 2 * span)))
  const restores = next() < 1 / 4
  return { seed, acts, skews, restores, older: Math.floor(next() * 3), newer: Math.floor(next() * 2) }
}
