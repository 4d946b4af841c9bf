import { chromium, type BrowserContext } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromiumArgs, ensureChromium } from '../support/find-chromium.ts'
import { waitForOwnScreens } from './own-screens.ts'
import { collectProblems, type ProblemCollector } from './problems.ts'

export type ProfileKind = 'wide' | 'phone'

/** A browser profile on the disk and the browser that is open on it. */
export interface Profile {
  userDataDir: string
  context: BrowserContext
  collected: ProblemCollector
}

/**
 * The profiles of one Playwright worker. To start a browser and install the app in it costs more than most tests do there, so a profile that
 * was used as people use one is emptied and serves the next test: the app stays installed, and nothing else does.
 */
export interface Profiles {
  /** One with no data: fresh, or emptied. */
  take(kind: ProfileKind): Promise<Profile>
  /** For the next who takes one, after `origin` was open in it; closed and removed where it cannot be emptied. */
  giveBack(kind: ProfileKind, profile: Profile, origin: string): Promise<void>
  close(): Promise<void>
}

/** @param installed the origin whose app stays installed */
export function createProfiles(installed: string): Profiles {
  const idle: Record<ProfileKind, Profile[]> = { wide: [], phone: [] }
  return {
    take: async (kind) => idle[kind].pop() ?? openProfile(kind),
    giveBack: async (kind, profile, origin) => {
      const emptied = await empty(profile, origin, { keepApp: origin === installed }).then(() => true, () => false)
      if (emptied) idle[kind].push(profile)
      else await removeProfile(profile)
    },
    close: async () => { for (const profile of [...idle.wide, ...idle.phone]) await removeProfile(profile) },
  }
}

/** A new one. */
export async function openProfile(kind: ProfileKind): Promise<Profile> {
  const userDataDir = newUserDataDir(), collected = collectProblems()
  const context = await launchChromium(userDataDir, kind)
  await collected.watch(context)
  waitForOwnScreens(context)
  return { userDataDir, context, collected }
}

export const newUserDataDir = (): string => mkdtempSync(path.join(tmpdir(), 'satchel-profile-'))

export const launchChromium = (userDataDir: string, kind: ProfileKind): Promise<BrowserContext> =>
  chromium.launchPersistentContext(userDataDir, {
    executablePath: ensureChromium(),
    args: chromiumArgs,
    ...(kind === 'phone' ? { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } : { viewport: { width: 1360, height: 860 } }),
    acceptDownloads: true,
  })

export async function removeProfile({ context, userDataDir }: Profile): Promise<void> {
  await context.close()
  removeUserDataDir(userDataDir)
}

export const removeUserDataDir = (folder: string): void => { rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) }

/** One page with nothing in it, and of the origin nothing but the installed app, or not even that (no test opens it again). */
async function empty({ context, collected }: Profile, origin: string, { keepApp }: { keepApp: boolean }): Promise<void> {
  const former = context.pages(), page = await context.newPage()
  await Promise.all(former.map((one) => one.close()))
  collected.begin()
  await context.setOffline(false)
  await context.unrouteAll()
  await context.clearCookies()
  await context.clearPermissions()
  const cdp = await context.newCDPSession(page)
  // What the service worker holds open is closed, and it starts anew when it is asked for again.
  await cdp.send('ServiceWorker.enable')
  await cdp.send('ServiceWorker.stopAllWorkers')
  await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: keepApp ? 'indexeddb,local_storage' : 'all' })
  await cdp.detach()
  if (!keepApp) return
  // A page of the origin without the app.
  await page.goto(`${origin}/api/health/live`)
  await page.evaluate(removeFiles)
  await page.goto('about:blank')
}

/**
 * Runs in a page. A file that a worker of a closed page still holds open is refused, and asked for again; where the browser is told to clear
 * them (as above), it takes the file away and keeps its lock.
 */
async function removeFiles(): Promise<void> {
  const folder = await navigator.storage.getDirectory()
  const deadline = performance.now() + 5_000
  for (;;) {
    const refused: unknown[] = []
    for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true }).catch((error: unknown) => { refused.push(error) })
    if (refused.length === 0) return
    if (performance.now() > deadline) throw new Error(`Not removed: ${String(refused)}`)
    await new Promise((resolve) => { setTimeout(resolve, 20) })
  }
}
