import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import path from 'node:path'
import type { Report } from './reports.ts'
import { reportEnv, reportOf, type Suite } from './suites.ts'

/** What a suite came to, and the end of what it printed (at most `keptOutput` characters): runners name there what failed. */
export interface SuiteRun extends Report { lastOutput: string }

const keptOutput = 6_000

/** Runs one suite to its end or the end of its budget. Its output is passed through, unless it runs beside others: then all there is of it is its end. */
export async function runSuite(suite: Suite, env: Record<string, string>): Promise<SuiteRun> {
  if (suite.report !== undefined) {
    mkdirSync(path.dirname(suite.report.file), { recursive: true })
    rmSync(suite.report.file, { force: true })
  }
  const { exitCode, lastOutput } = await runInGroup(suite, { ...process.env, ...env, ...reportEnv(suite), FORCE_COLOR: '0' })
  return { ...reportOf(suite, exitCode), lastOutput }
}

/** How to stop what runs. */
const running = new Set<(signal: NodeJS.Signals) => void>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const stop of running) stop('SIGTERM')
    process.exit(130)
  })
}

/** The command gets a process group of its own, so that stopping it stops the browsers and servers it started. */
function runInGroup(suite: Suite, env: NodeJS.ProcessEnv): Promise<{ exitCode: number; lastOutput: string }> {
  const windows = process.platform === 'win32', beside = suite.beside !== undefined
  const [command = '', ...args] = suite.command
  const child = spawn(path.join('node_modules', '.bin', command), args, { stdio: [beside ? 'ignore' : 'inherit', 'pipe', 'pipe'], env, detached: !windows, shell: windows })
  if (suite.beside === 'left' && child.pid !== undefined) {
    // What it starts inherits it.
    try { setPriority(child.pid, constants.priority.PRIORITY_LOW) } catch { /* It has ended already, or goes on as all others do. */ }
  }
  let lastOutput = ''
  for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]] as const) {
    from.setEncoding('utf8').on('data', (text: string) => {
      if (!beside) to.write(text)
      lastOutput = (lastOutput + text).slice(-keptOutput)
    })
  }
  const stop = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return
    try { process.kill(windows ? child.pid : -child.pid, signal) } catch { /* It has ended by itself. */ }
  }
  running.add(stop)
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      console.log(`\n${suite.name}: stopped after its ${suite.budget} minutes.`)
      stop('SIGTERM')
      setTimeout(() => { stop('SIGKILL') }, 5_000).unref()
    }, suite.budget * 60_000)
    const end = (exitCode: number): void => {
      clearTimeout(timer)
      running.delete(stop)
      stop('SIGTERM')
      resolve({ exitCode, lastOutput })
    }
    child.once('error', (error) => { console.log(`${suite.name}: ${error.message}`); end(1) })
    // What it started may hold its output open; what it printed itself is in at the latest a moment after its end.
    child.once('exit', (code) => {
      const late = setTimeout(() => { end(code ?? 1) }, 2_000)
      child.once('close', () => { clearTimeout(late); end(code ?? 1) })
    })
  })
}
