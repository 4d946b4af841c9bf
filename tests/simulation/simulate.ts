import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { madeInOne } from '../support/made-in-one.ts'
import { actNames } from './acts.ts'
import { addCounts, describeCounts, noCounts, unmet } from './coverage.ts'
import type { Told, Wanted } from './job.ts'
import { runStory } from './run-story.ts'
import { storyOf } from './seed-story.ts'

/*
 * `npm run simulate [-- --seeds 200 | --minutes 10] [--from 1] [--acts 200] [--jobs 2]`
 * plays seeds side by side until they or the time are over, and prints how often what met what. Then a seed that failed is played again with
 * fewer and fewer acts; what is printed is the shortest story that still fails, with the command that plays it.
 * `npm run simulate -- --seed 17 [--keep 3,8,21]` plays one.
 */

const { values: given } = parseArgs({ options: {
  seeds: { type: 'string', default: '100' }, minutes: { type: 'string' }, from: { type: 'string', default: '1' }, acts: { type: 'string', default: '200' },
  jobs: { type: 'string', default: String(availableParallelism()) }, seed: { type: 'string' }, keep: { type: 'string' },
} })
const acts = Number(given.acts), from = Number(given.from), jobs = Number(given.jobs)
const minutes = given.minutes === undefined ? Infinity : Number(given.minutes)
const seeds = given.minutes === undefined ? Number(given.seeds) : Infinity

/**
 * A story makes much that is soon over: with more room the collector comes a quarter as often. And a job has one thread: what compiles and collects beside it
 * would only take from the other job.
 */
const flags = ['--max-semi-space-size=128', '--single-threaded']

if (given.seed !== undefined) await playOne(Number(given.seed), given.keep)
else await playMany()

async function playOne(seed: number, keep: string | undefined): Promise<void> {
  const options = storyOf(seed, acts)
  console.log(describeCounts(await runStory(keep === undefined ? options : { ...options, keep: keep.split(',').filter(Boolean).map(Number) })))
}

/** Each job gets the next seed when it has played one. */
async function playMany(): Promise<void> {
  const counts = noCounts(), started = Date.now(), end = started + minutes * 60_000, broken: number[] = []
  let next = from, played = 0
  await inJobs(() => (next < from + seeds && Date.now() < end ? { type: 'play', seed: next++, acts } : null), (told) => {
    played += 1
    if (told.type === 'played') addCounts(counts, told.counts)
    if (told.type === 'broken') { broken.push(told.seed); console.log(`Seed ${told.seed} is broken.`) }
  })
  console.log(describeCounts(counts))
  // Rare meetings need some thousands of acts.
  const missing = played * acts < 6_000 ? [] : unmet(counts, actNames(), played * acts)
  for (const cell of missing) console.log(`Never met: ${cell}`)
  console.log(`\n${played} seeds of ${acts} acts in ${((Date.now() - started) / 60_000).toFixed(1)} minutes, ${broken.length} broken, ${missing.length} cells not met`)
  process.exitCode = broken.length + missing.length > 0 ? 1 : 0
  if (broken.length > 0) await inJobs(() => (broken.length === 0 ? null : { type: 'shorten', seed: broken.shift()!, acts }), (told) => { if (told.type === 'shortened') console.log(`\n${told.text}`) })
}

/** Asks for what is wanted next whenever a job has nothing to do, until nothing is. */
async function inJobs(next: () => Wanted | null, heard: (told: Exclude<Told, { type: 'ready' }>) => void): Promise<void> {
  const program = path.join(await madeInOne({ name: 'simulation-program', entries: { job: 'tests/simulation/job.ts' }, sources: ['src', 'tests/simulation', 'tests/support'] }), 'job.js')
  await Promise.all(Array.from({ length: jobs }, () => new Promise<void>((resolve, reject) => {
    const child = fork(program, { execArgv: flags })
    child.on('message', (told: Told) => {
      if (told.type !== 'ready') heard(told)
      const wanted = next()
      if (wanted === null) child.disconnect()
      else child.send(wanted)
    })
    child.on('exit', (code) => { if (code === 0) resolve(); else reject(new Error(`A job ended with ${code}.`)) })
  })))
}
