import { actOnce, begin, type Story } from './acts.ts'
import { brokenInvariants } from './invariants.ts'
import { createWorld, type WorldOptions } from './world.ts'

/** Plays a seed's story of so many acts, drains everything and looks at what must hold. Throws with the whole story where it does not. */
export async function runStory(options: WorldOptions & { acts: number }): Promise<void> {
  const world = await createWorld(options)
  const story: Story = { world, acts: [], written: [], count: 0 }
  try {
    await begin(story)
    for (let count = 0; count < options.acts; count += 1) await actOnce(story)
    await world.drain()
    const broken = await brokenInvariants(story)
    if (broken.length > 0) throw new Error(broken.join('\n  '))
  } catch (error) {
    const told = error instanceof Error ? error.stack ?? error.message : String(error)
    throw new Error(`Seed ${JSON.stringify(options)}:\n  ${told}\nafter\n  ${story.acts.join('\n  ')}`, { cause: error })
  } finally {
    await world.close()
  }
}
