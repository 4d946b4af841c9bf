import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', environment: 'node', include: ['src/**/*.test.ts'], exclude: ['src/**/*.browser.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'contract', environment: 'node', include: ['tests/{contract,wire,security}/**/*.test.ts'], exclude: ['tests/**/*.browser.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'simulation', environment: 'node', include: ['tests/simulation/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
})
