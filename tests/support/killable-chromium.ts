import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { chromium, type BrowserContext } from 'playwright'
import { chromiumArgs, ensureChromium } from './find-chromium.ts'
import { pause } from './start-server.ts'

/** A Chromium started by ourselves, so that the whole of it can be killed like a power cut. */
export interface KillableChromium {
  context: BrowserContext
  /** SIGKILL to every process of it at once; resolves when it is gone. */
  kill(): Promise<void>
}

/**
 * Opens the profile in `userDataDir`, made when it is not there.
 * @param options.tabsHide a tab behind another is hidden, as it is for a person; else Playwright shows every page as if it were in front
 */
export async function startKillableChromium(userDataDir: string, options: { tabsHide?: boolean } = {}): Promise<KillableChromium> {
  const portFile = path.join(userDataDir, 'DevToolsActivePort')
  rmSync(portFile, { force: true })
  // A killed browser leaves its lock behind; the next one would take the profile for being in use.
  for (const lock of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) rmSync(path.join(userDataDir, lock), { force: true })
  const child = spawn(
    ensureChromium(),
    [
      ...chromiumArgs, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${userDataDir}`, '--no-first-run',
      '--no-default-browser-check', '--hide-crash-restore-bubble', 'about:blank',
    ],
    { stdio: 'ignore', detached: process.platform !== 'win32' },
  )
  const gone = new Promise<void>((resolve) => { child.once('exit', () => { resolve() }) })
  const deadline = Date.now() + 20_000
  while (!existsSync(portFile) || !readFileSync(portFile, 'utf8').includes('\n')) {
    if (Date.now() > deadline) throw new Error('Chromium did not open its debugging port.')
    await pause(30)
  }
  const [port = '', socket = ''] = readFileSync(portFile, 'utf8').split('\n')
  const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${socket}`, { noDefaults: options.tabsHide ?? false })
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('Chromium came without a context.')
  return {
    context,
    kill: async () => {
      if (child.pid !== undefined && child.exitCode === null) {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
      }
      await gone
      await browser.close().catch(() => { /* It is dead already. */ })
    },
  }
}
