import { defineConfig } from '@playwright/test'

/**
 * End-to-end: the built app in real Chromium against a real server. Every test starts its own server and profiles
 * (tests/e2e/setup-satchel.ts), so nothing is configured here but time.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  // Real browsers on a machine shared with others: in CI a test may try again, and is named as flaky in the report when it had to.
  retries: process.env['CI'] ? 2 : 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'line',
  outputDir: 'test-results',
})
