import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright'
import { ensureChromium } from '../../support/find-chromium.ts'
import { pause, startServer } from '../../support/start-server.ts'
import { keptProfile, openProfile, openTab, type Contestant, type Profile } from '../profile.ts'
import { measureEcho, measureKeys } from './measure-keys.ts'
import { measurePlainScroll, measureScroll } from './measure-scroll.ts'
import { addProbe, type Answer, type Frames } from './probe.ts'
import { toMarkdown, type Measured } from './report-workspace.ts'
import { measureShell } from './shell-parts.ts'
import { makeWorkspace, type Counts } from './workspace.ts'

/*
 * `npm run bench -- --workspace`: from the key to the painted answer, in the built app in real Chromium, with a large workspace and with a
 * hundredth of it. Prints the tables and writes docs/benchmarks-workspace.md. `--quick`: fewer repetitions, nothing written.
 * `--only=palette`: that kind of key only (go, tabs, search, palette, sort, filter, step, open, peek, scroll), nothing written.
 */

const quick = process.argv.includes('--quick')
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice(7)
const times = quick ? 8 : 24
/** Always the same, since a browser keeps databases by origin and a filled profile is used again. */
const port = Number(process.argv.find((arg) => arg.startsWith('--port='))?.slice(7) ?? 4792)
const here = import.meta.dirname

const large: Counts = { contacts: 100_000, companies: 2_000, projects: 2_000, tasks: 20_000, notes: 5_000, members: 3_000 }
const small = Object.fromEntries(Object.entries(large).map(([name, count]) => [name, count / 100])) as unknown as Counts

if (!process.argv.includes('--no-build')) run('npm', ['run', 'build'])
const load = loadavg()[0]!
const server = await startServer({ port })
const contestant: Contestant = { name: 'Satchel', url: `${server.origin}/contacts`, workUrl: `${server.origin}/settings`, rows: '[role=row]', lastSeenRows: '[data-last-seen]', page: 'nav[aria-label="Main"]', script: path.join(here, '../peers/satchel-subject.js') }
try {
  const smallMeasured = await measure(small), largeMeasured = await measure(large)
  const markdown = toMarkdown({
    command: ['npm run bench', '--', ...process.argv.slice(2)].join(' '), browser: browserVersion(), date: new Date().toISOString().slice(0, 10), load,
    large: { counts: large, ...largeMeasured }, small: { counts: small, ...smallMeasured }, echo: largeMeasured.echo, plain: largeMeasured.plain, shell: await measureShell(),
  })
  console.log(`\n${markdown}`)
  if (!quick && only === undefined) writeFileSync('docs/benchmarks-workspace.md', markdown)
} finally {
  await server.remove()
}

async function measure(counts: Counts): Promise<Measured & { echo: Answer[]; plain: Frames | null }> {
  const filled = await fill(counts), profile = filled.copy()
  // The profile may have been filled by a build of another day, whose shell it still keeps.
  rmSync(path.join(profile.folder, 'Default', 'Service Worker'), { recursive: true, force: true })
  const context = await openProfile(profile, contestant, { width: 1440, height: 900 })
  try {
    await addProbe(context)
    const plainPage = await context.newPage()
    await plainPage.goto('about:blank')
    const echo = await measureEcho(plainPage, times), plain = await measurePlainScroll(plainPage)
    await plainPage.close()
    const page = await startApp(context)
    say(`keys, ${counts.contacts} contacts`)
    const { answers, failed } = await measureKeys(page, times, only)
    say(`scrolling, ${counts.contacts} contacts`)
    const scroll = await measureScroll(page, only)
    return { answers, failed, scroll, echo, plain }
  } finally {
    await context.close()
    profile.remove()
  }
}

/** A profile in which the app holds these records and has settled; filled once for as long as what writes them stays as it is. */
async function fill(counts: Counts): Promise<Profile> {
  const today = new Date().toISOString().slice(0, 10)
  const made = createHash('sha256').update(JSON.stringify(counts) + today + port + readFileSync(path.join(here, 'workspace.ts'), 'utf8') + headOf('src/model') + headOf('src/db-worker/schema.ts')).digest('hex').slice(0, 12)
  const profile = keptProfile(`workspace-${made}`)
  if (profile.filled) return profile
  say(`filling with ${counts.contacts} contacts and the rest`)
  const context = await openProfile(profile, contestant)
  try {
    const page = await openTab(context, contestant), drafts = makeWorkspace(counts, today)
    for (let from = 0; from < drafts.length; from += 5_000) {
      await page.evaluate(async (part) => {
        await satchel.bulk((writer) => { for (const { entity, id, data } of part) writer.create(entity, data as never, { id }) }, { label: 'Fill' })
      }, drafts.slice(from, from + 5_000))
    }
    await page.evaluate(() => subject.settle())
    // Logs are emptied once nobody has written for a while; a browser that closes at once keeps them.
    await pause(4_000)
  } finally {
    await context.close()
  }
  profile.keep()
  return profile
}

/** The app with its list of contacts, past its start and without its tour. */
async function startApp(context: BrowserContext): Promise<Page> {
  const page = await openTab(context, contestant, contestant.url)
  const skip = page.getByRole('button', { name: /skip/i })
  await pause(6_000)
  if (await skip.count() > 0) await skip.first().click()
  return page
}

/** What git knows of a path: another answer, another content. */
function headOf(file: string): string {
  return spawnSync('git', ['rev-parse', `HEAD:${file}`], { encoding: 'utf8' }).stdout
}

function run(command: string, args: string[]): void {
  if (spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0) throw new Error(`${command} ${args.join(' ')} failed.`)
}

function browserVersion(): string {
  return spawnSync(ensureChromium(), ['--version'], { encoding: 'utf8' }).stdout.trim().split(' built')[0] ?? 'Chromium'
}

function say(text: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${text}`)
}
