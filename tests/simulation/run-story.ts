import { actOnce, begin, newStory } from './acts.ts'
import { brokenInvariants, divergence } from './invariants.ts'
import { createWorld, type WorldOptions } from './world.ts'

/**
 * Plays a seed's story of so many acts, drains everything and looks at what must hold. Throws with the whole story where it does not.
 * With `restores` the server is put back to backups now and then. What it had and the backup has not is not given back yet (R8), so values
 * may be lost; but all end with the same bytes, once people have let go of what failed for it.
 */
export async function runStory(options: WorldOptions & { acts: number; restores?: boolean }): Promise<void> {
  const world = await createWorld(options)
  const story = newStory(world)
  try {
    await begin(story)
    if (options.restores === true) story.restore = null
    for (let count = 0; count < options.acts; count += 1) await actOnce(story)
    await world.drain()
    if (options.restores === true) {
      for (const { store } of world.replicas) store.sync.discard(store.data.journal({ status: ['failed'], limit: 1_000 }).rows.map(({ change }) => change.mutationId), [])
      await world.drain()
    }
    const broken = await (options.restores === true ? divergence : brokenInvariants)(story)
    if (broken.length > 0) throw new Error(broken.join('\n  '))
  } catch (error) {
    const told = error instanceof Error ? error.stack ?? error.message : String(error)
    throw new Error(`Seed ${JSON.stringify(options)}:\n  ${told}\nafter\n  ${story.acts.join('\n  ')}`, { cause: error })
  } finally {
    await world.close()
  }
}
