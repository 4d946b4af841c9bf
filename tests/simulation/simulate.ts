import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { actNames } from './acts.ts'
import { addCounts, describeCounts, noCounts, unmet, type Counts } from './coverage.ts'
import { BrokenStory, runStory } from './run-story.ts'
import { storyOf } from './seed-story.ts'
import { shorten } from './shorten.ts'

/*
 * `npm run simulate [-- --seeds 200 | --minutes 10] [--from 1] [--acts 200] [--jobs 2]`
 * plays seeds side by side until they or the time are over, and prints how often what met what. A seed that fails is played again with
 * fewer and fewer acts; what is printed is the shortest story that still fails, with the command that plays it.
 * `npm run simulate -- --seed 17 [--keep 3,8,21]` plays one.
 */

const { values: given } = parseArgs({ options: {
  seeds: { type: 'string', default: '100' }, minutes: { type: 'string' }, from: { type: 'string', default: '1' }, acts: { type: 'string', default: '200' },
  jobs: { type: 'string', default: String(availableParallelism()) }, seed: { type: 'string' }, keep: { type: 'string' }, job: { type: 'string' },
} })
const acts = Number(given.acts), from = Number(given.from), jobs = Number(given.jobs)
const minutes = given.minutes === undefined ? Infinity : Number(given.minutes)
const seeds = given.minutes === undefined ? Number(given.seeds) : Infinity

/** A story makes much that is soon over: with more room the collector comes a quarter as often. Helpers of its own it would only take from the other job. */
const collector = ['--max-semi-space-size=64', '--single-threaded-gc']

/** From a job to the one that started it. */
type Told = { type: 'played'; seed: number; counts: Counts } | { type: 'broken'; seed: number; text: string }

if (given.seed !== undefined) await playOne(Number(given.seed), given.keep)
else if (given.job === undefined) await playMany()
else await playShare(Number(given.job))

async function playOne(seed: number, keep: string | undefined): Promise<void> {
  const options = storyOf(seed, acts)
  console.log(describeCounts(await runStory(keep === undefined ? options : { ...options, keep: keep.split(',').filter(Boolean).map(Number) })))
}

/** Every `jobs`th seed, from the job's own. */
async function playShare(job: number): Promise<void> {
  const end = Date.now() + minutes * 60_000
  const tell = (told: Told): Promise<void> => new Promise((resolve) => { process.send?.(told, () => { resolve() }) })
  for (let seed = from + job; seed < from + seeds && Date.now() < end; seed += jobs) {
    const options = storyOf(seed, acts)
    try {
      await tell({ type: 'played', seed, counts: await runStory(options) })
    } catch (error) {
      if (!(error instanceof BrokenStory)) throw error
      await tell({ type: 'broken', seed, text: await shortest(error) })
    }
  }
  process.disconnect?.()
}

async function shortest(broken: BrokenStory): Promise<string> {
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
  return `${last.message}\n\nnpm run simulate -- --seed ${options.seed} --acts ${acts} --keep ${keep.join(',')}`
}

async function playMany(): Promise<void> {
  const counts = noCounts(), started = Date.now()
  let played = 0, broken = 0
  await Promise.all(Array.from({ length: jobs }, (_, job) => new Promise<void>((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--job', String(job), '--jobs', String(jobs)], { execArgv: ['--import', 'tsx', ...collector] })
    child.on('message', (told: Told) => {
      played += 1
      if (told.type === 'played') addCounts(counts, told.counts)
      else { broken += 1; console.log(told.text) }
    })
    child.on('exit', (code) => { if (code === 0) resolve(); else reject(new Error(`A job ended with ${code}.`)) })
  })))
  console.log(describeCounts(counts))
  // Rare meetings need some thousands of acts.
  const missing = played * acts < 6_000 ? [] : unmet(counts, actNames(), played * acts)
  for (const cell of missing) console.log(`Never met: ${cell}`)
  console.log(`\n${played} seeds of ${acts} acts in ${((Date.now() - started) / 60_000).toFixed(1)} minutes, ${broken} broken, ${missing.length} cells not met`)
  process.exitCode = broken + missing.length > 0 ? 1 : 0
}
