import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureChromium } from '../support/find-chromium.ts'
import { startServer } from '../support/start-server.ts'
import { measureContestant, seedProfile, type Effort } from './measure-contestant.ts'
import { measureSync, type SyncFigures } from './measure-sync.ts'
import type { Figures } from './measures.ts'
import type { Contestant, Profile } from './profile.ts'
import { toMarkdown, type Results } from './report.ts'
import { servePeer } from './serve-peer.ts'
import { precacheSize, shellSize } from './shell-size.ts'
import { median } from './statistics.ts'

/*
 * `npm run bench`: the built app in real Chromium against Dexie doing the same work, in one go. Prints the tables and writes
 * docs/benchmarks.md. `--quick`: one run of fewer repetitions, nothing written. `--sizes=3000` measures those sizes only.
 */

const quick = process.argv.includes('--quick')
const sizes = (process.argv.find((arg) => arg.startsWith('--sizes='))?.slice(8) ?? '3000,100000').split(',').map(Number)
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice(7)
const effort: Effort = quick ? { runs: 1, writes: 40, repeat: 8, tabs: 1 } : { runs: 3, writes: 200, repeat: 24, tabs: 5 }

const here = import.meta.dirname
run(['ci', '--no-audit', '--no-fund'], here, !existsSync(path.join(here, 'node_modules/dexie')))
run(['run', 'build'], '.', !process.argv.includes('--no-build'))

const server = await startServer()
const peer = await servePeer()
const satchelAt = (origin: string): Contestant => ({
  name: 'Satchel', url: `${origin}/contacts`, workUrl: `${origin}/settings`, rows: `[role="gridcell"][aria-colindex="2"] > span`, lastSeenRows: `[data-last-seen] [role="row"]`, page: 'nav[aria-label="Main"]',
  script: path.join(here, 'peers/satchel-subject.js'),
})
// The database lies under its origin, so that is the same in every run.
const made = createHash('sha256').update(['peers/dexie/page.js', 'people.ts', 'package-lock.json'].map((file) => readFileSync(path.join(here, file), 'utf8')).join('') + browserVersion()).digest('hex').slice(0, 12)
const dexie = (name: string, url: string): Contestant => ({ name, fingerprint: `${name.replaceAll(/\W+/g, '-')}-${made}`, url, workUrl: url, rows: '[data-bench-row]', lastSeenRows: '[data-no-such]', page: '[data-bench-row]' })
const contestants = [satchelAt(server.origin), dexie('Dexie', `${peer.origin}/`), dexie('Dexie, same work', `${peer.origin}/?same-work`)]
  .filter((contestant) => only === undefined || contestant.name === only)

const results: Results = {
  command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
  browser: browserVersion(),
  runs: effort.runs,
  date: new Date().toISOString().slice(0, 10),
  sizes: [],
  sync: {} as SyncFigures,
  shell: await shellSize(satchelAt(server.origin)),
  precache: precacheSize(),
}
try {
  for (const count of sizes) results.sizes.push({ count, figures: await measureSize(count) })
  if (only === undefined || only === 'sync') {
    const runs: SyncFigures[] = []
    for (let run = 0; run < effort.runs; run++) {
      say(`two devices, run ${run + 1}`)
      runs.push(await measureSync(satchelAt, 10_000, quick ? 10 : 30))
    }
    results.sync = medians(runs)
  }
} finally {
  peer.close()
  await server.remove()
}
const markdown = toMarkdown(results)
console.log(`\n${markdown}`)
if (!quick && only === undefined) writeFileSync('docs/benchmarks.md', markdown)

/** The contestants take turns, so that a noisy minute of the machine falls on all of them. */
async function measureSize(count: number): Promise<Record<string, Figures>> {
  const seeded = new Map<Contestant, Profile>()
  const figures = new Map<Contestant, Figures[]>()
  try {
    for (const contestant of contestants) {
      say(`${contestant.name}: filling with ${count}`)
      seeded.set(contestant, await seedProfile(contestant, count))
    }
    for (let run = 0; run < effort.runs; run++) {
      for (const [contestant, profile] of seeded) {
        say(`${contestant.name}: ${count}, run ${run + 1}`)
        figures.set(contestant, [...figures.get(contestant) ?? [], await measureContestant(contestant, profile, count, run, effort)])
      }
    }
  } finally {
    for (const profile of seeded.values()) profile.remove()
  }
  return Object.fromEntries([...figures].map(([contestant, runs]) => [contestant.name, medians(runs)]))
}

function medians<T extends object>(runs: T[]): T {
  const keys = new Set(runs.flatMap((one) => Object.keys(one))) as Set<keyof T & string>
  return Object.fromEntries([...keys].map((key) => [key, median(runs.map((one) => one[key]).filter((value) => typeof value === 'number'))])) as T
}

function run(args: string[], cwd: string, necessary: boolean): void {
  if (!necessary) return
  const { status } = spawnSync('npm', args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed.`)
}

function browserVersion(): string {
  return spawnSync(ensureChromium(), ['--version'], { encoding: 'utf8' }).stdout.trim().split(' built')[0] ?? 'Chromium'
}

function say(text: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${text}`)
}
