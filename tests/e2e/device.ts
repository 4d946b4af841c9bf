import { chromium, type BrowserContext, type CDPSession, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromiumArgs, ensureChromium } from '../support/find-chromium.ts'
import { startKillableChromium } from '../support/killable-chromium.ts'
import { collectProblems } from './problems.ts'

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
  killable?: boolean
  /** A tab behind another is hidden, so that it can be frozen; the last one opened or brought to the front is not. */
  tabsHide?: boolean
  colorScheme?: 'light' | 'dark'
  viewport?: { width: number; height: number }
  phone?: boolean
  /** Runs in every page before its own scripts. */
  initScript?: string | (() => void)
}

export async function openDevice(options: DeviceOptions & { origin: string }): Promise<Device> {
  const userDataDir = mkdtempSync(path.join(tmpdir(), 'satchel-profile-'))
  const collected = collectProblems()
  let kill: (() => Promise<void>) | null = null

  const launch = async (): Promise<BrowserContext> => {
    let context: BrowserContext
    if (options.killable === true || options.tabsHide === true) {
      const chromium = await startKillableChromium(userDataDir, options)
      context = chromium.context
      kill = chromium.kill
    } else {
      context = await chromium.launchPersistentContext(userDataDir, {
        executablePath: ensureChromium(),
        args: chromiumArgs,
        viewport: options.viewport ?? (options.phone === true ? { width: 390, height: 844 } : { width: 1360, height: 860 }),
        colorScheme: options.colorScheme ?? 'light',
        ...(options.phone === true ? { isMobile: true, hasTouch: true } : {}),
        acceptDownloads: true,
      })
    }
    if (options.initScript !== undefined) await context.addInitScript(options.initScript)
    await collected.watch(context)
    for (const page of context.pages()) waitForOwnScreen(page)
    context.on('page', waitForOwnScreen)
    return context
  }

  const device: Device = {
    origin: options.origin,
    userDataDir,
    context: await launch(),
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
      await device.context.setOffline(offline)
      if (offline) await Promise.all(device.context.pages().map(untilCut))
    },
    cdp: (page = device.page) => device.context.newCDPSession(page),
    reopen: async () => {
      if (kill === null) await device.context.close()
      else await kill()
      device.context = await launch()
      device.page = await firstPage(device.context)
    },
    kill: async () => {
      if (kill === null) throw new Error('Open the device with { killable: true }.')
      await kill()
    },
    expectErrors: collected.expect,
    problems: collected.problems,
    remove: async () => {
      if (kill === null) await device.context.close()
      else await kill()
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
  device.page = await firstPage(device.context)
  return device
}

const firstPage = async (context: BrowserContext): Promise<Page> => context.pages()[0] ?? context.newPage()

/** The browser's network process hears of it in its own time: until then a request may still slip through. */
async function untilCut(page: Page): Promise<void> {
  if (!page.url().startsWith('http')) return
  const cut = page.evaluate(async () => {
    while (await fetch('/api/health/live', { cache: 'no-store' }).then(() => true, () => false)) await new Promise((resolve) => { setTimeout(resolve, 10) })
  })
  // A page that hangs or sleeps tells nothing.
  await Promise.race([cut.catch(() => undefined), new Promise((resolve) => { setTimeout(resolve, 2_000) })])
}

/**
 * From now on a page has come only when the picture of last time is gone: a test that finds words must find the screen's own. (A page that is
 * gone again, or that nothing will come of, is left to its test.)
 */
function waitForOwnScreen(page: Page): void {
  const own = (): Promise<unknown> => page.waitForFunction(() => document.querySelector('body > [data-last-seen]') === null, undefined, { timeout: 15_000 }).catch(() => undefined)
  const goto = page.goto.bind(page), reload = page.reload.bind(page)
  page.goto = async (...args) => { const response = await goto(...args); await own(); return response }
  page.reload = async (...args) => { const response = await reload(...args); await own(); return response }
}

/** Until the page's own data API says that its database is open. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => globalThis.satchel !== undefined)
  await page.evaluate(async () => { await satchel.ready })
}
