import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { countSuite, reportEnv, type Count, type Suite } from './suites.ts'

/** What a suite came to, and the end of what it printed (at most `keptOutput` characters): runners name there what failed. */
export interface SuiteRun extends Count { lastOutput: string }

const keptOutput = 6_000

/** Runs one suite to its end or the end of its budget, its output passed through. */
export async function runSuite(suite: Suite, env: Record<string, string>): Promise<SuiteRun> {
  if (suite.report !== undefined) {
    mkdirSync(path.dirname(suite.report.file), { recursive: true })
    rmSync(suite.report.file, { force: true })
  }
  const { exitCode, lastOutput } = await runInGroup(suite, { ...process.env, ...env, ...reportEnv(suite), FORCE_COLOR: '0' })
  return { ...countSuite(suite, exitCode), lastOutput }
}

/** The command gets a process group of its own, so that stopping it stops the browsers and servers it started. */
function runInGroup(suite: Suite, env: NodeJS.ProcessEnv): Promise<{ exitCode: number; lastOutput: string }> {
  const windows = process.platform === 'win32'
  const [command = '', ...args] = suite.command
  const child = spawn(path.join('node_modules', '.bin', command), args, { stdio: ['inherit', 'pipe', 'pipe'], env, detached: !windows, shell: windows })
  let lastOutput = ''
  for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]] as const) {
    from.setEncoding('utf8').on('data', (text: string) => {
      to.write(text)
      lastOutput = (lastOutput + text).slice(-keptOutput)
    })
  }
  const stop = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return
    try { process.kill(windows ? child.pid : -child.pid, signal) } catch { /* It has ended by itself. */ }
  }
  const onInterrupt = (): void => { stop('SIGTERM'); process.exit(130) }
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      console.log(`\n${suite.name}: stopped after its ${suite.budget} minutes.`)
      stop('SIGTERM')
      setTimeout(() => { stop('SIGKILL') }, 5_000).unref()
    }, suite.budget * 60_000)
    const end = (exitCode: number): void => {
      clearTimeout(timer)
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onInterrupt)
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
