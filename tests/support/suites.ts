import { availableParallelism } from 'node:os'
import { readPlaywright, readReport, readVitest, type ReadReport, type Report } from './reports.ts'

export interface Suite {
  name: string
  command: string[]
  /** Minutes after which it is stopped and counted as failed. */
  budget: number
  /**
   * It runs beside the others, from the beginning and after the others of this kind. `leaving`: by itself it leaves a processor idle, or ends soon. `left`: it computes
   * and waits for nobody, so it has the lowest priority, and what all others leave of the processors while they wait for browsers and servers.
   */
  beside?: 'leaving' | 'left'
  /** The suite, one of those beside, that has to be over before this one begins. */
  after?: string
  env?: Record<string, string>
  /** Where its JSON report lies and how to read it; none: the exit code is its one result. */
  report?: { file: string; read: ReadReport }
}

const reports = 'node_modules/.cache/reports'

/** Types, lint with the import rules, dead code. */
export const checks: Suite[] = [
  { name: 'types', command: ['tsc', '-b'], budget: 5 },
  { name: 'lint and import rules', command: ['oxlint', '--type-aware', '--deny-warnings'], budget: 5 },
  { name: 'dead code', command: ['knip'], budget: 5, beside: 'leaving' },
]

const build: Suite = { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'], budget: 5 }

/** Everything `npm test` runs, in this order: what fails soonest comes first. */
export const suites: Suite[] = [
  ...checks,
  { ...build, beside: 'leaving' },
  { ...vitest('browser', 5), beside: 'leaving' },
  { name: 'simulate', command: ['tsx', 'tests/simulation/simulate.ts', '--seeds', '30'], budget: 20, beside: 'left' },
  { ...vitest('simulation', 20), beside: 'left' },
  vitest('unit', 5),
  // Both engines of the store in one run, in one process more than there are processors: what waits for a process leaves room for the others.
  vitest('contract', 20, { projects: ['contract', 'postgres'], args: [`--maxWorkers=${availableParallelism() + 1}`] }),
  {
    name: 'end to end',
    command: ['playwright', 'test', '--project=core', '--reporter=line,json'],
    budget: 25,
    after: build.name,
    report: { file: `${reports}/e2e.json`, read: readPlaywright },
  },
]

/** What takes longer than anybody waits for: the other half of the browser's tests, many more stories in the simulation, and the rough ends of browsers again and again. */
export const longSuites: Suite[] = [
  { ...vitest('simulation', 120), env: { SEEDS: '300', WHOLE: '1' } },
  { ...vitest('unit and contract, whole', 90, { projects: ['unit', 'contract', 'postgres'] }), env: { WHOLE: '1' } },
  { ...vitest('kills', 60, { projects: ['contract', 'postgres'], args: ['server-killed'] }), env: { KILLS: '50', SEED: String(Date.now() % 1_000_000) } },
  { name: 'simulate', command: ['tsx', 'tests/simulation/simulate.ts', '--minutes', '60'], budget: 90 },
  build,
  {
    name: 'end to end, the rest',
    command: ['playwright', 'test', '--project=long', '--reporter=line,json'],
    budget: 40,
    report: { file: `${reports}/e2e-long.json`, read: readPlaywright },
  },
  {
    name: 'rough ends',
    command: ['playwright', 'test', 'power-cut', 'tabs', 'background-sync', 'full-disk', '--repeat-each=10', '--reporter=line,json'],
    budget: 60,
    env: { CUTS: '5' },
    report: { file: `${reports}/rough.json`, read: readPlaywright },
  },
  {
    name: 'faulty network',
    command: ['playwright', 'test', 'faulty-network', '--reporter=line,json'],
    budget: 20,
    env: { MINUTES: '10', SEED: String(Date.now() % 1_000_000) },
    report: { file: `${reports}/faulty.json`, read: readPlaywright },
  },
  {
    name: 'month offline',
    command: ['playwright', 'test', 'month-offline', '--reporter=line,json'],
    budget: 10,
    env: { EDITS: '5000' },
    report: { file: `${reports}/month.json`, read: readPlaywright },
  },
]

/** The environment a suite needs: its own, and where to write its report. */
export const reportEnv = (suite: Suite): Record<string, string> =>
  ({ ...suite.env, ...(suite.report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_NAME: suite.report.file }) })

/** What a finished suite came to, by its report or its exit code. No test run is a failure too. */
export function reportOf(suite: Suite, exitCode: number): Report {
  if (suite.report === undefined) return { count: exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, tests: [] }
  const { count, tests } = readReport(suite.report.file, suite.report.read) ?? { count: { passed: 0, failed: 0 }, tests: [] }
  const blind = count.failed === 0 && (exitCode !== 0 || count.passed === 0)
  return { count: blind ? { passed: count.passed, failed: 1, besideTests: true } : count, tests }
}

function vitest(name: string, budget: number, { projects = [name], args = [] }: { projects?: readonly string[]; args?: readonly string[] } = {}): Suite {
  const file = `${reports}/${name}.json`
  return {
    name,
    command: ['vitest', 'run', ...args, ...projects.flatMap((project) => ['--project', project]), '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
    budget,
    report: { file, read: readVitest },
  }
}
