import { installPrograms } from './debian-programs.ts'
import { filesInMemory } from './files-in-memory.ts'
import { ensureChromium } from './find-chromium.ts'
import type { TimedTest } from './reports.ts'
import { runSuite } from './run-suite.ts'
import { checks, longSuites, suites, type Suite } from './suites.ts'

/*
 * `npm test`: every suite in order, each within its time, ending with one line `N passed, N failed`.
 * `npm run check`: the same for types, lint, import rules and dead code only (`--checks`).
 * `npm run test:long`: hours of what a short run cannot find (`--long`).
 */

const chosen = process.argv.includes('--checks') ? checks : process.argv.includes('--long') ? longSuites : suites
const total = { passed: 0, failed: 0 }
const failed: Array<{ name: string; lastOutput: string }> = []
const tests: TimedTest[] = []
const begun = Date.now()
if (chosen !== checks) installPrograms(['redis-server', 'caddy'])
const env = chosen === checks ? {} : { CHROMIUM_PATH: ensureChromium(), ...filesInMemory() }

/** Those that run beside the others, one after the other: when each is over, by its name. */
const over = new Map<string, Promise<void>>()
let beside: Promise<void> = Promise.resolve()
for (const suite of chosen.filter(isBeside)) over.set(suite.name, beside = beside.then(() => run(suite)))
for (const suite of chosen.filter((suite) => !isBeside(suite))) {
  if (suite.after !== undefined) await over.get(suite.after)
  await run(suite)
}
await beside

async function run(suite: Suite): Promise<void> {
  console.log(isBeside(suite) ? `\n── ${suite.name} begins, beside the others` : `\n── ${suite.name}`)
  const started = Date.now()
  let result = await runSuite(suite, env)
  // In CI a test may try again (vitest.config.ts); what failed beside all tests has nobody to do so for it.
  if (result.count.besideTests === true && process.env['CI'] !== undefined) {
    console.log(`\n── ${suite.name}: ${result.count.passed} tests passed, and yet it failed. Once more, since this is CI; what it ended with:\n${result.lastOutput.trim()}`)
    result = await runSuite(suite, env)
  }
  const { count, lastOutput } = result
  total.passed += count.passed
  total.failed += count.failed
  tests.push(...result.tests.map(({ title, ms }) => ({ title: `${suite.name}: ${title}`, ms })))
  if (count.failed > 0) failed.push({ name: suite.name, lastOutput })
  console.log(`\n── ${suite.name}: ${count.passed} passed, ${count.failed} failed, ${seconds(Date.now() - started)} s`)
}

// What failed long ago is said again where one looks: at the end.
for (const { name, lastOutput } of failed) console.log(`\n── failed: ${name}, which ended with\n${lastOutput.trim()}`)
if (failed.length > 0) console.log(`\nFailed: ${failed.map(({ name }) => name).join(', ')}`)
if (tests.length > 0) console.log('\nThe slowest:')
for (const { title, ms } of tests.toSorted((a, b) => b.ms - a.ms).slice(0, 10)) console.log(`${seconds(ms).padStart(7)} s  ${title.slice(0, 140)}`)
console.log(`\n${((Date.now() - begun) / 60_000).toFixed(1)} minutes`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

function isBeside({ beside }: Suite): boolean {
  return beside !== undefined
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
