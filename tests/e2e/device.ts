import type { BrowserContext, CDPSession, Page, Worker } from '@playwright/test'
import { startKillableChromium } from '../support/killable-chromium.ts'
import { waitForOwnScreens } from './own-screens.ts'
import { collectProblems } from './problems.ts'
import { launchChromium, newUserDataDir, openProfile, removeProfile, removeUserDataDir, type Profile, type Profiles } from './profiles.ts'

/** One browser profile: what a person calls "my laptop". */
export interface Device {
  origin: string
  context: BrowserContext
  /** Its first tab. */
  page: Page
  userDataDir: string
  /** Opens a path in the first tab and waits until the local database is open. */
  open(path?: string): Promise<Page>
  /** A further tab on the path, ready like `open`. */
  newTab(path?: string): Promise<Page>
  /** Cuts or restores page, workers and service worker. */
  setOffline(offline: boolean): Promise<void>
  cdp(page?: Page): Promise<CDPSession>
  /** Closes the browser as a person does and opens it again on the same profile. */
  reopen(): Promise<void>
  /** SIGKILL to the whole browser; needs `killable`. `reopen` starts it again. */
  kill(): Promise<void>
  /** From now on, console errors that match are no problem: the test brings them about. */
  expectErrors(pattern: RegExp): void
  problems(): string[]
  remove(): Promise<void>
}

export interface DeviceOptions {
  origin?: string
  phone?: boolean
  /** A profile that nobody had before, and nobody has after: for a very first visit, and for what harms a profile. */
  fresh?: boolean
  /** The whole browser can be killed; implies `fresh`. */
  killable?: boolean
  /** A tab behind another is hidden, so that it can be frozen; the last one opened or brought to the front is not. Implies `fresh`. */
  tabsHide?: boolean
}

export async function openDevice(options: DeviceOptions & { origin: string }, profiles: Profiles): Promise<Device> {
  const kind = options.phone === true ? 'phone' : 'wide'
  const killing = options.killable === true || options.tabsHide === true
  const shared = !killing && options.fresh !== true
  let kill: (() => Promise<void>) | null = null

  const launchKillable = async (userDataDir: string): Promise<BrowserContext> => {
    const chromium = await startKillableChromium(userDataDir, options)
    kill = chromium.kill
    return chromium.context
  }
  const openKillable = async (): Promise<Profile> => {
    const profile = { userDataDir: newUserDataDir(), collected: collectProblems() }
    const context = await launchKillable(profile.userDataDir)
    await profile.collected.watch(context)
    waitForOwnScreens(context)
    return { ...profile, context }
  }

  const profile = await (killing ? openKillable() : shared ? profiles.take(kind) : openProfile(kind))
  const { userDataDir, collected } = profile
  const { expect, problems } = collected.begin()
  const device: Device = {
    origin: options.origin,
    userDataDir,
    context: profile.context,
    page: undefined as unknown as Page,
    open: async (where = '/contacts') => {
      await device.page.goto(device.origin + where)
      await ready(device.page)
      return device.page
    },
    newTab: async (where = '/contacts') => {
      const page = await device.context.newPage()
      await page.goto(device.origin + where)
      await ready(page)
      return page
    },
    setOffline: async (offline) => {
      if (offline) await Promise.all(device.context.pages().map(untilInstalled))
      await device.context.setOffline(offline)
      if (offline) await Promise.all([...device.context.pages(), ...device.context.serviceWorkers()].map(untilCut))
    },
    cdp: (page = device.page) => device.context.newCDPSession(page),
    reopen: async () => {
      if (kill === null) await device.context.close()
      else await kill()
      device.context = await (killing ? launchKillable(userDataDir) : launchChromium(userDataDir, kind))
      await collected.watch(device.context)
      waitForOwnScreens(device.context)
      device.page = await firstPage(device.context)
    },
    kill: async () => {
      if (kill === null) throw new Error('Open the device with { killable: true }.')
      await kill()
    },
    expectErrors: expect,
    problems,
    remove: async () => {
      const used = { ...profile, context: device.context }
      if (shared) await profiles.giveBack(kind, used, device.origin)
      else if (kill === null) await removeProfile(used)
      else {
        await kill()
        removeUserDataDir(userDataDir)
      }
    },
  }
  device.page = await firstPage(device.context)
  return device
}

const firstPage = async (context: BrowserContext): Promise<Page> => context.pages()[0] ?? context.newPage()

/** Cut before that, the page cannot fetch what of the app it has not needed yet. (Where the app cannot be installed, it never is.) */
async function untilInstalled(page: Page): Promise<void> {
  if (!page.url().startsWith('http')) return
  await page.waitForFunction(() => !isSecureContext || navigator.serviceWorker.controller !== null, undefined, { timeout: 15_000 }).catch(() => undefined)
}

/** The browser's network process hears of it in its own time: until then a request may still slip through. */
async function untilCut(thread: Page | Worker): Promise<void> {
  if (!thread.url().startsWith('http')) return
  const asking = async (): Promise<void> => {
    while (await fetch('/api/health/live', { cache: 'no-store' }).then(() => true, () => false)) await new Promise((resolve) => { setTimeout(resolve, 10) })
  }
  const cut = 'goto' in thread ? thread.evaluate(asking) : thread.evaluate(asking)
  // One that hangs or sleeps tells nothing.
  await Promise.race([cut.catch(() => undefined), new Promise((resolve) => { setTimeout(resolve, 2_000) })])
}

/** Until the page's own data API says that its database is open, and what hears keys stands. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => globalThis.satchel !== undefined)
  await page.evaluate(async () => { await satchel.ready })
  await page.waitForFunction(() => {
    const root = document.getElementById('root')
    return root !== null && root.childElementCount > 0 && Object.keys(root).some((key) => key.startsWith('__reactContainer'))
  })
  // React says when it listens to nobody but itself: a moment after what it has drawn.
  await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 50) }))
}
