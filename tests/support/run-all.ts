import { installPrograms } from './debian-programs.ts'
import { filesInMemory } from './files-in-memory.ts'
import { ensureChromium } from './find-chromium.ts'
import { runSuite } from './run-suite.ts'
import { checks, longSuites, suites, type Count } from './suites.ts'

/*
 * `npm test`: every suite in order, each within its time, ending with one line `N passed, N failed`.
 * `npm run check`: the same for types, lint, import rules and dead code only (`--checks`).
 * `npm run test:long`: hours of what a short run cannot find (`--long`).
 */

const chosen = process.argv.includes('--checks') ? checks : process.argv.includes('--long') ? longSuites : suites
const total: Count = { passed: 0, failed: 0 }
const failed: Array<{ name: string; lastOutput: string }> = []
if (chosen !== checks) installPrograms(['redis-server', 'caddy'])
const env = chosen === checks ? {} : { CHROMIUM_PATH: ensureChromium(), ...filesInMemory() }

for (const suite of chosen) {
  console.log(`\n── ${suite.name}`)
  const started = Date.now()
  let count = await runSuite(suite, env)
  // In CI a test may try again (vitest.config.ts); what failed beside all tests has nobody to do so for it.
  if (count.besideTests === true && process.env['CI'] !== undefined) {
    console.log(`\n── ${suite.name}: ${count.passed} tests passed, and yet it failed. Once more, since this is CI; what it ended with:\n${count.lastOutput.trim()}`)
    count = await runSuite(suite, env)
  }
  total.passed += count.passed
  total.failed += count.failed
  if (count.failed > 0) failed.push({ name: suite.name, lastOutput: count.lastOutput })
  console.log(`── ${suite.name}: ${count.passed} passed, ${count.failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

// What failed long ago is said again where one looks: at the end.
for (const { name, lastOutput } of failed) console.log(`\n── failed: ${name}, which ended with\n${lastOutput.trim()}`)
if (failed.length > 0) console.log(`\nFailed: ${failed.map(({ name }) => name).join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
