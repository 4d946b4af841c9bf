import { readFileSync } from 'node:fs'

/** What a suite's run came to. */
export interface Count {
  passed: number
  failed: number
  /** It failed and no test of it did: a hook, what came after the last test, or it never began. */
  besideTests?: boolean
}

export interface Suite {
  name: string
  command: string[]
  /** Minutes after which it is stopped and counted as failed. */
  budget: number
  env?: Record<string, string>
  /** Where its JSON report lies and how to count it; none: the exit code is its one result. */
  report?: { file: string; count: (json: string) => Count }
}

const reports = 'node_modules/.cache/reports'

/** Types, lint with the import rules, dead code. */
export const checks: Suite[] = [
  { name: 'types', command: ['tsc', '-b'], budget: 5 },
  { name: 'lint and import rules', command: ['oxlint', '--type-aware', '--deny-warnings'], budget: 5 },
  { name: 'dead code', command: ['knip'], budget: 5 },
]

/** Everything `npm test` runs, in this order: what fails soonest comes first. */
export const suites: Suite[] = [
  ...checks,
  vitest('unit', 5),
  // Both engines of the store in one run: what waits for a process leaves room for the others.
  vitest('contract', 15, ['contract', 'postgres']),
  vitest('simulation', 15),
  { name: 'simulate', command: ['tsx', 'tests/simulation/simulate.ts', '--seeds', '30'], budget: 10 },
  vitest('browser', 10),
  { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'], budget: 5 },
  {
    name: 'end to end',
    command: ['playwright', 'test', '--reporter=line,json'],
    budget: 25,
    report: { file: `${reports}/e2e.json`, count: countPlaywright },
  },
]

/** What chance finds only in time: many more stories in the simulation, and the rough ends of browsers again and again. */
export const longSuites: Suite[] = [
  { ...vitest('simulation', 120), env: { SEEDS: '300' } },
  { ...vitest('kills', 60, ['contract', 'postgres'], ['server-killed']), env: { KILLS: '50', SEED: String(Date.now() % 1_000_000) } },
  { name: 'simulate', command: ['tsx', 'tests/simulation/simulate.ts', '--minutes', '60'], budget: 90 },
  { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'], budget: 5 },
  {
    name: 'rough ends',
    command: ['playwright', 'test', 'power-cut', 'tabs', 'background-sync', 'full-disk', '--repeat-each=10', '--reporter=line,json'],
    budget: 60,
    report: { file: `${reports}/rough.json`, count: countPlaywright },
  },
  {
    name: 'faulty network',
    command: ['playwright', 'test', 'faulty-network', '--reporter=line,json'],
    budget: 20,
    env: { MINUTES: '10', SEED: String(Date.now() % 1_000_000) },
    report: { file: `${reports}/faulty.json`, count: countPlaywright },
  },
  {
    name: 'month offline',
    command: ['playwright', 'test', 'month-offline', '--reporter=line,json'],
    budget: 10,
    env: { EDITS: '5000' },
    report: { file: `${reports}/month.json`, count: countPlaywright },
  },
]

/** The environment a suite needs: its own, and where to write its report. */
export const reportEnv = (suite: Suite): Record<string, string> =>
  ({ ...suite.env, ...(suite.report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_NAME: suite.report.file }) })

/** Counts of a finished suite, from its report or its exit code. No test run is a failure too. */
export function countSuite(suite: Suite, exitCode: number): Count {
  if (suite.report === undefined) return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  const count = readReport(suite.report)
  const blind = count.failed === 0 && (exitCode !== 0 || count.passed === 0)
  return blind ? { passed: count.passed, failed: 1, besideTests: true } : count
}

function readReport(report: NonNullable<Suite['report']>): Count {
  try { return report.count(readFileSync(report.file, 'utf8')) } catch { return { passed: 0, failed: 0 } }
}

function vitest(name: string, budget: number, projects: readonly string[] = [name], files: readonly string[] = []): Suite {
  const file = `${reports}/${name}.json`
  return {
    name,
    command: ['vitest', 'run', ...files, ...projects.flatMap((project) => ['--project', project]), '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
    budget,
    report: { file, count: countVitest },
  }
}

function countVitest(json: string): Count {
  const report = JSON.parse(json) as { numPassedTests: number; numFailedTests: number; numFailedTestSuites: number }
  // A file that fails to load has no tests to fail, and nor has a hook.
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = report
  return numFailedTests === 0 && numFailedTestSuites > 0 ? { passed, failed: numFailedTestSuites, besideTests: true } : { passed, failed: numFailedTests }
}

function countPlaywright(json: string): Count {
  const { stats } = JSON.parse(json) as { stats: { expected: number; unexpected: number; flaky: number } }
  // In CI a test may try again (playwright.config.ts); one that had to is passed, and named here so that nobody overlooks it.
  if (stats.flaky > 0) console.log(`${stats.flaky} end-to-end tests passed only when tried again; they are named above as flaky.`)
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected }
}
