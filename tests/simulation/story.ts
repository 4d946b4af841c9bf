import type { Row } from '../../src/db-worker/contract.ts'
import type { Json } from '../../src/shared/json.ts'
import type { SimReplica } from './sim-replica.ts'
import { newWords, type Words } from './words.ts'
import type { World } from './world.ts'

/** What happened in a run, and every value that somebody wrote: each is one of a kind, so that it can be looked for later. */
export interface Story {
  world: World
  acts: string[]
  written: Written[]
  /** What was undone before it was sent, as long as it is not done again. */
  withdrawn: Written[]
  words: Words
  /** Notes whose editor is open, by device: as they were when it was opened. */
  editors: Map<string, Row>
  /** Values made so far. */
  count: number
  /** Every change that was ever in a journal, and what its author knew: a clock set ahead makes them old enough to be swept. */
  journaled: Map<string, Journaled>
  /** Up to which `seq` that is known, by device. */
  notedUpTo: Map<string, number>
  /** The true time of the last of them, by device. */
  lastTimes: Map<string, number>
  /** Devices whose clock was set: of them nobody can know the true time (T1). */
  clockSet: Set<string>
  /** Brings back the server's last backup; null where there is none, undefined where nobody takes any. */
  restore: (() => Promise<void>) | null | undefined
  /** How many rows rotted, by device: so many records may have been found to differ from the server's, and no more. */
  rotted: Map<string, number>
}

/** `trueTime`: when it was written, as it counts: within a device no change counts as earlier than one before it. */
export interface Journaled { mutationId: string; baseRevision: number; undoes: boolean; settles: boolean; trueTime: number }

export interface Written { value: string; replica: string }

export const newStory = (world: World): Story => ({
  world, acts: [], written: [], withdrawn: [], words: newWords(), editors: new Map(), count: 0, journaled: new Map(), notedUpTo: new Map(), lastTimes: new Map(), clockSet: new Set(), restore: undefined, rotted: new Map(),
})

/** One thing that a person, a device or the network does; what it did, in words, or null where it could not. */
export type Act = (story: Story, replica: SimReplica) => string | null | Promise<string | null>

/** A value that nobody has written yet. */
export function fresh(story: Story, replica: SimReplica): string {
  story.count += 1
  const value = `v${story.count}${replica.name}`
  story.written.push({ value, replica: replica.name })
  return value
}

export const pick = <T>({ random }: World, values: readonly T[]): T => values[Math.floor(random.next() * values.length)]!
export const chance = ({ random }: World, share: number): boolean => random.next() < share

/** Of a JSON object; anything else has none. */
export const memberOf = (value: Json | undefined, name: string): Json | undefined =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined)
