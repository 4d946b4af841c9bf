import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumArgs, findChromium } from './tests/support/find-chromium.ts'
import { wholeRun } from './tests/support/whole-run.ts'

// On a machine shared with others a test that talks to a process or a browser may run out of time once.
const retry = process.env['CI'] ? 2 : 0

/** What leans on the store most; a whole run adds what stands on the routes above it, which know of no engine. */
const onBothEngines = ['push', 'pull', 'purge', 'give-back', 'digests', 'merge', 'cascade', 'undo', 'events', 'audit', 'team', ...(wholeRun ? ['text', 'policies', 'invented-entity', 'rest', 'hints'] : [])]
  .map((name) => `tests/contract/sync-api-${name}.test.ts`)

/** One project per kind of test; `browser` runs in real Chromium, the others in Node. */
export default defineConfig({
  test: {
    // By itself vitest leaves one processor idle.
    maxWorkers: '100%',
    // What one run has made of a module serves the others: `npm test` is several, over the same sources.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest' },
    projects: [
      {
        test: {
          name: 'unit', environment: 'node', include: ['src/**/*.test.ts', 'tests/support/**/*.test.ts'],
          testTimeout: 20_000, isolate: false,
        },
      },
      {
        test: {
          name: 'contract', environment: 'node', provide: { engine: 'sqlite' }, include: ['tests/{contract,wire,security}/**/*.test.ts'],
          testTimeout: 120_000, hookTimeout: 120_000, retry, isolate: false,
        },
      },
      {
        // The same tests of the sync API over its other engine, and those of what that engine alone promises.
        test: {
          name: 'postgres', environment: 'node', include: ['tests/postgres/**/*.test.ts', ...onBothEngines],
          globalSetup: 'tests/postgres/global-setup.ts', provide: { engine: 'postgres' }, testTimeout: 120_000, hookTimeout: 120_000, retry, isolate: false,
        },
      },
      // `npm test` gives it what the others leave of the processors.
      { test: { name: 'simulation', environment: 'node', include: ['tests/simulation/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 120_000, retry, isolate: false } },
      {
        worker: { format: 'es' },
        optimizeDeps: { exclude: ['wa-sqlite'], include: ['comlink', 'idb', 'zod/mini', 'zod/v4/locales/en.js', 'uuid', '@noble/hashes/sha2.js'] },
        test: {
          name: 'browser', include: ['tests/browser/**/*.test.ts'], testTimeout: 60_000, retry,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { ...executable(), args: chromiumArgs } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})

/** Nothing is installed here: run-all.ts has done that where it was necessary. */
function executable(): { executablePath?: string } {
  const executablePath = findChromium()
  return executablePath === null ? {} : { executablePath }
}
