import type { BrowserContext } from 'playwright'
import { pause } from '../support/start-server.ts'
import { timeEach, timeImport, timeLive, timeReads } from './in-page.ts'
import type { Figures } from './measures.ts'
import type { BenchMarks } from './prepare.ts'
import { cities, makePeople, prefixes, substrings, toGoogleCsv } from './people.ts'
import { keptProfile, makeProfile, openProfile, openTab, type Contestant, type Profile } from './profile.ts'
import { median, quantile } from './statistics.ts'

export interface Effort { runs: number; writes: number; repeat: number; tabs: number }

/** A profile in which the contestant holds `count` contacts and has settled; a peer that did not change is filled once and kept. */
export async function seedProfile(contestant: Contestant, count: number): Promise<Profile> {
  const profile = contestant.fingerprint === undefined ? makeProfile() : keptProfile(`${contestant.fingerprint}-${count}`)
  if (profile.filled) return profile
  const context = await openProfile(profile, contestant)
  const page = await openTab(context, contestant)
  const people = makePeople(count, 1)
  for (let from = 0; from < count; from += 5_000) {
    await page.evaluate((part) => subject.seed(part), people.slice(from, from + 5_000))
  }
  await page.evaluate(() => subject.settle())
  // The list is looked at as a person does, who does not leave at its first sight: what is shown of it first next time is kept then.
  await openTab(context, contestant, contestant.url)
  // Logs are emptied once nobody has written for a while; a browser that closes at once keeps them.
  await pause(4_000)
  await context.close()
  profile.keep()
  return profile
}

/** One run of everything, on a copy of the seeded profile. */
export async function measureContestant(contestant: Contestant, seeded: Profile, count: number, run: number, effort: Effort): Promise<Figures> {
  const profile = seeded.copy()
  const figures: Figures = {}
  try {
    let context = await openProfile(profile, contestant)
    figures.bootFresh = (await boot(context, contestant)).painted
    const tabs: BootMarks[] = []
    for (let i = 0; i < effort.tabs; i++) tabs.push(await boot(context, contestant))
    figures.bootNewTab = median(tabs.map((tab) => tab.painted))
    figures.bootActs = median(tabs.map((tab) => tab.acts))
    const lastSeen = tabs.map((tab) => tab.lastSeen).filter((ms) => ms > 0)
    if (lastSeen.length > 0) figures.bootLastSeen = median(lastSeen)

    const page = await openTab(context, contestant)
    await page.evaluate(() => subject.settle())
    const seed = 100 + run * 10
    figures.pageFirst = median(await timeReads(page, 'page', [0], effort.repeat))
    figures.pageLast = median(await timeReads(page, 'page', [Math.floor(count * 0.9)], effort.repeat))
    // Each once: what was found is kept until a record changes, and nobody types a word twice to see it faster.
    figures.prefix = median(await timeReads(page, 'search', prefixes, 1))
    figures.substring = median(await timeReads(page, 'search', substrings, 1))
    figures.count = median(await timeReads(page, 'count', cities, 1))
    const creates = await timeEach(page, 'create', makePeople(effort.writes, seed + 1))
    figures.createP50 = median(creates)
    figures.createP95 = quantile(creates, 0.95)
    const updates = await timeEach(page, 'update', makePeople(effort.writes, seed + 2))
    figures.updateP50 = median(updates)
    figures.updateP95 = quantile(updates, 0.95)
    figures.live = median(await timeLive(page, makePeople(Math.min(effort.writes, 40), seed + 3)))
    figures.blockElse = await page.evaluate(() => Math.max(0, ...benchMarks.longTasks))
    const { ms, block } = await timeImport(page, toGoogleCsv(makePeople(10_000, seed + 4)), 10_000)
    figures.import = ms
    figures.importBlock = block
    await context.close()

    // Sizes are those of the seeded contacts alone, so that they can be compared with the count in the heading.
    context = await openProfile(seeded, contestant)
    const settled = await openTab(context, contestant)
    figures.bytesDatabase = await settled.evaluate(() => subject.bytes()) / 1e6
    await context.close()
    figures.bytesDisk = seeded.bytes() / 1e6
    return figures
  } finally {
    profile.remove()
  }
}

type BootMarks = Pick<BenchMarks, 'painted' | 'lastSeen' | 'acts'>

/** Opens a new tab, waits for its fifty rows and until it acts, and closes it again. */
async function boot(context: BrowserContext, contestant: Contestant): Promise<BootMarks> {
  const page = await context.newPage()
  await page.goto(contestant.url)
  await page.waitForFunction(() => benchMarks.acts > 0, undefined, { timeout: 60_000 })
  const marks = await page.evaluate(() => ({ painted: benchMarks.painted, lastSeen: benchMarks.lastSeen, acts: benchMarks.acts }))
  await page.close()
  return marks
}
