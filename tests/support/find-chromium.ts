import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'
import { installPrograms } from './debian-programs.ts'

/**
 * The Chromium the tests drive: `CHROMIUM_PATH`, else Playwright's own, else a Chrome or Chromium of this machine.
 * Null where there is none; installs nothing.
 */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file.`)
  }
  return [playwrightsOwn(), ...commandsOnPath(), ...wellKnownPaths()].find((file) => file !== null && existsSync(file)) ?? null
}

/** As findChromium, and where there is none it installs one; throws with the one thing left for a person to do. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== null) return found
  console.log('No Chrome or Chromium here: installing one for the browser tests …')
  for (const install of [installPlaywrights, installDebians]) {
    install()
    const installed = findChromium()
    if (installed !== null) return installed
  }
  throw new Error(
    'The browser tests need Chrome or Chromium, and none could be installed. Install one, or set CHROMIUM_PATH to its executable, and run again.',
  )
}

/** What every test browser is started with. No sandbox, since CI containers have none to give. */
export const chromiumArgs = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking',
  // insecure.test is this machine by a name that browsers do not trust, as an address in the local network is one.
  '--host-resolver-rules=MAP insecure.test 127.0.0.1',
  `--disable-features=${withoutFeatures().join(',')}`,
]

/**
 * The suggestions under the address bar are pages of the browser's own, which every new browser draws unseen: half of what starting it costs.
 * Of this switch only the last counts, so Playwright's own list (what asks the network, and what would turn http into https) comes with it.
 */
function withoutFeatures(): string[] {
  return [
    'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup',
    'AvoidCorsURLLoaderRestartOnRedirect', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable',
    'HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch',
    'ThirdPartyStoragePartitioning',
  ]
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

function playwrightsOwn(): string | null {
  try { return chromium.executablePath() } catch { return null }
}

function commandsOnPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix)))
}

function wellKnownPaths(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]).filter((root) => root !== undefined)
    return roots.flatMap((root) => [
      path.join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(root, 'Chromium', 'Application', 'chrome.exe'),
      path.join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ])
  }
  return ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium']
}

function installPlaywrights(): void {
  run('npx', ['playwright', 'install', 'chromium'])
}

function installDebians(): void {
  // Ubuntu's chromium package is a stub that wants snapd.
  installPrograms(['chromium'])
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
}
