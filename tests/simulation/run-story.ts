import { actOnce, begin, closesAfterWriting, turnsPolicies } from './acts.ts'
import { pushesWithOthers, writesIntoOneText, writesTitleAnotherWrote } from './meetings.ts'
import type { Counts } from './coverage.ts'
import { brokenAfterwards } from './afterwards.ts'
import { brokenInvariants } from './invariants.ts'
import { newStory } from './story.ts'
import { createWorld, type WorldOptions } from './world.ts'

export interface StoryOptions extends WorldOptions {
  acts: number
  /** The server is put back to backups now and then, or emptied: what it lost the devices give back (R8), so the same holds. */
  restores?: boolean
  /** The owner turns policies around after every fourth act, as nobody would: what depends on when one was set is met in a short story. */
  policies?: boolean
  /** Somebody pushes at the same time as others after every fourth act, so that what shares a transaction is met in a short story. */
  together?: boolean
  /** Two write into one note after every fourth act. */
  texts?: boolean
  /** The first device is closed after every fourth act, right after something was written on it. */
  crashes?: boolean
  /** Two who do not hear of each other write the same title, a minute apart, after every fourth act. */
  meetings?: boolean
  /** Only the acts of these numbers; the others are left out. */
  keep?: readonly number[]
}

/** A story that ended as none should. */
export class BrokenStory extends Error {
  override readonly name = 'BrokenStory'
  readonly options: StoryOptions
  readonly acts: readonly string[]
  constructor(options: StoryOptions, told: string, acts: readonly string[], cause: unknown) {
    super(`Seed ${JSON.stringify({ ...options, broken: undefined })}:\n  ${told}\nafter\n  ${acts.join('\n  ')}`, { cause })
    this.options = options
    this.acts = acts
  }
}

/** The story before this one stays: with the last of its closures would go what V8 has compiled of all of them, a seventh of a story's time. */
const before: { story: unknown } = { story: null }

/** Plays a seed's story of so many acts, drains everything and looks at what must hold; what was met. @throws BrokenStory */
export async function runStory(options: StoryOptions): Promise<Counts> {
  const world = await createWorld(options)
  const story = newStory(world)
  try {
    await begin(story)
    if (options.restores === true) story.restore = null
    for (const index of options.keep ?? Array.from({ length: options.acts }, (_, at) => at)) {
      await actOnce(story, index)
      if (options.policies === true && index % 4 === 3) await actOnce(story, index + options.acts, turnsPolicies)
      if (options.together === true && index % 4 === 1) await actOnce(story, index + 2 * options.acts, pushesWithOthers)
      if (options.texts === true && index % 4 === 2) await actOnce(story, index + 3 * options.acts, writesIntoOneText)
      if (options.crashes === true && index % 4 === 0) await actOnce(story, index + 4 * options.acts, closesAfterWriting)
      if (options.meetings === true && index % 4 === 0) await actOnce(story, index + 5 * options.acts, writesTitleAnotherWrote)
    }
    await world.drain('asked')
    const broken = await brokenInvariants(story)
    if (broken.length === 0) broken.push(...await brokenAfterwards(story))
    if (broken.length > 0) throw new Error(broken.join('\n  '))
    await world.close()
    before.story = story
    return world.coverage.counts
  } catch (error) {
    // What broke may keep it from closing as well.
    await world.close().catch(() => undefined)
    throw new BrokenStory(options, error instanceof Error ? error.stack ?? error.message : String(error), story.acts, error)
  }
}
