import { readFileSync } from 'node:fs'

/** What a suite's run came to. */
export interface Count {
  passed: number
  failed: number
  /** It failed and no test of it did: a hook, what came after the last test, or it never began. */
  besideTests?: boolean
}

export interface TimedTest { title: string; ms: number }

/** A runner's JSON report, read. */
export interface Report { count: Count; tests: TimedTest[] }

export type ReadReport = (json: string) => Report

/** @returns null where there is none, or one that broke off */
export function readReport(file: string, read: ReadReport): Report | null {
  try { return read(readFileSync(file, 'utf8')) } catch { return null }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
  testResults: { assertionResults: { fullName: string; duration?: number | null }[] }[]
}

export function readVitest(json: string): Report {
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(json) as VitestReport
  // A file that fails to load has no tests to fail, and nor has a hook.
  const count = numFailedTests === 0 && numFailedTestSuites > 0 ? { passed, failed: numFailedTestSuites, besideTests: true } : { passed, failed: numFailedTests }
  return { count, tests: testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName, duration }) => ({ title: fullName, ms: duration ?? 0 }))) }
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { title: string; tests: { results: { duration: number }[] }[] }[]
}

export function readPlaywright(json: string): Report {
  const { stats, suites } = JSON.parse(json) as { stats: { expected: number; unexpected: number; flaky: number }; suites: PlaywrightSuite[] }
  // In CI a test may try again (playwright.config.ts); one that had to is passed, and named here so that nobody overlooks it.
  if (stats.flaky > 0) console.log(`${stats.flaky} end-to-end tests passed only when tried again; they are named above as flaky.`)
  return { count: { passed: stats.expected + stats.flaky, failed: stats.unexpected }, tests: suites.flatMap(timesOf) }
}

const timesOf = ({ suites = [], specs = [] }: PlaywrightSuite): TimedTest[] => [
  ...suites.flatMap(timesOf),
  ...specs.map(({ title, tests }) => ({ title, ms: tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0) })),
]
