import { chromium, type BrowserContext, type Page } from 'playwright'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromiumArgs, ensureChromium } from '../support/find-chromium.ts'
import { prepare } from './prepare.ts'

/** Who is measured: where its page is, how its rows are found, and what makes `globalThis.subject` in it. */
export interface Contestant {
  name: string
  /** The list of contacts: what a start is measured to. */
  url: string
  /** A page without the list: what writes and reads are measured in, so that each stands for itself. */
  workUrl: string
  rows: string
  lastSeenRows: string
  /** What is in the page once it acts. */
  page: string
  /** Tells that what fills it is the same as before; none: it is filled anew each time. */
  fingerprint?: string
  /** A script for pages that do not bring a subject of their own. */
  script?: string
}

/** A browser profile folder that can be copied, opened and measured. */
export interface Profile {
  folder: string
  /** It was found as an earlier run left it. */
  filled: boolean
  /** It is complete: later runs may have it. */
  keep(): void
  copy(): Profile
  bytes(): number
  remove(): void
}

const keptFolder = 'node_modules/.cache/bench-profiles'
const complete = 'bench-complete'

/** The profile of that name, where an earlier run completed it; otherwise an empty one in its place. */
export function keptProfile(name: string): Profile {
  const folder = path.join(keptFolder, name), filled = existsSync(path.join(folder, complete))
  if (!filled) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return { ...makeProfile(path.resolve(folder)), filled, keep: () => { writeFileSync(path.join(folder, complete), '') }, remove: () => undefined }
}

export function makeProfile(folder = mkdtempSync(path.join(tmpdir(), 'satchel-bench-'))): Profile {
  return {
    folder,
    filled: false,
    keep: () => undefined,
    copy: () => {
      const to = mkdtempSync(path.join(tmpdir(), 'satchel-bench-'))
      cpSync(folder, to, { recursive: true })
      return makeProfile(to)
    },
    // Where Chromium keeps OPFS and IndexedDB.
    bytes: () => ['File System', 'IndexedDB', 'WebStorage'].reduce((sum, part) => sum + folderBytes(path.join(folder, 'Default', part)), 0),
    remove: () => { rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) },
  }
}

/**
 * Opens the profile. Without a window of one's own it is tall enough for fifty rows, and its pages look for them frame by frame until they are painted; in a
 * smaller one they would look for ever, a frame of their own each time beside what is measured.
 */
export async function openProfile(profile: Profile, contestant: Contestant, window?: { width: number; height: number }): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile.folder, {
    executablePath: ensureChromium(), args: chromiumArgs, viewport: window ?? { width: 1400, height: 2600 },
  })
  // tsx names the functions it compiles through a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (target) => target')
  if (window === undefined) await prepare(context, contestant)
  if (contestant.script !== undefined) await context.addInitScript({ path: contestant.script })
  return context
}

/** Opens the contestant in a new tab and waits until it is usable. */
export async function openTab(context: BrowserContext, contestant: Contestant, url = contestant.workUrl): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction((own) => globalThis.subject !== undefined && (!own || globalThis.satchel !== undefined), contestant.script !== undefined)
  await page.evaluate(() => subject.ready)
  return page
}

function folderBytes(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0)
  } catch { return 0 }
}
