import { describe, it } from 'vitest'
import { runStory } from './run-story.ts'

// SEED=123 plays one story again; SEEDS=500 plays many.
const seeds = process.env['SEED'] === undefined
  ? Array.from({ length: Number(process.env['SEEDS'] ?? 12) }, (_, index) => index + Number(process.env['FROM'] ?? 1))
  : [Number(process.env['SEED'])]
const year = 365 * 86_400_000

describe('[M6] three devices of two people, whatever they and the network do', () => {
  for (const seed of seeds) {
    it(`[M6] seed ${seed} ends with the same bytes everywhere, and nothing lost`, async () => {
      await runStory({ seed, acts: 100, skews: seed % 3 === 0 ? [0, 7 * year, -3 * year] : [0, 40_000, -3 * 3_600_000] })
    })
  }
})
