import { availableParallelism } from 'node:os'
import { defineConfig } from '@playwright/test'

/**
 * End-to-end: the built app in real Chromium against a real server. Every test starts its own server and profiles
 * (tests/e2e/setup-satchel.ts), so nothing is configured here but time.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  // What is waited for comes within a second or two; these hold on a machine five times busier.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  // A test waits a third of its time: for a browser that starts, a back-off, a clock. Two would leave as much of two processors idle.
  workers: Math.max(3, availableParallelism()),
  // Real browsers on a machine shared with others: in CI a test may try again, and is named as flaky in the report when it had to.
  retries: process.env['CI'] ? 2 : 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'line',
  // What `npm test` runs within its minutes, and what `npm run test:long` runs besides. A file that is named runs whole.
  projects: [{ name: 'core', grepInvert: /@long/ }, { name: 'long', grep: /@long/ }],
  outputDir: 'test-results',
})
