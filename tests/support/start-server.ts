import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { asOperatorsRun, startingFast } from './server-program.ts'

/** A real sync API in a process of its own, serving the built app. */
export interface TestServer {
  /** `http://localhost:<port>`: a secure context, so the browser gives it OPFS and a service worker. */
  origin: string
  port: number
  pid: number
  dataDir: string
  /** Every line of its structured log so far. */
  logs(): Record<string, unknown>[]
  /** Waits for a log line; throws after `ms` with what was logged instead. */
  waitForLog(matches: (line: Record<string, unknown>) => boolean, ms?: number): Promise<Record<string, unknown>>
  /** Ends it by SIGTERM (or the signal given) and waits. The data stays until `remove`. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

export interface ServerOptions { root?: string; served?: string; env?: Record<string, string> }

/**
 * Starts a server on a free port with an empty data folder; resolves when it answers. `root` is a copy of the project to run instead of
 * this one, `served` one without sources whose build this one's server hands out; `env` is set for it beside what it needs; `port` where it has to be a certain one.
 */
export async function startServer({ root, served, env: more = {}, port: wanted }: ServerOptions & { port?: number } = {}): Promise<TestServer> {
  const port = wanted ?? await freePort()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'satchel-server-'))
  const lines: Record<string, unknown>[] = []
  let child: ChildProcess | null = null
  let raw = ''

  const start = async (): Promise<void> => {
    child = spawn(process.execPath, root === undefined ? await startingFast('main.ts', served) : asOperatorsRun('main.ts'), {
      cwd: root,
      env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'info', BACKUP_HOURS: '0', ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const running = child
    for (const stream of [running.stdout, running.stderr]) {
      let rest = ''
      stream?.on('data', (chunk: Buffer) => {
        raw = (raw + String(chunk)).slice(-20_000)
        const parts = (rest + String(chunk)).split('\n')
        rest = parts.pop() ?? ''
        for (const part of parts) {
          try { lines.push(JSON.parse(part) as Record<string, unknown>) } catch { lines.push({ msg: part }) }
        }
      })
    }
    const deadline = Date.now() + 90_000
    while (Date.now() < deadline && running.exitCode === null) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/health/live`).catch(() => null)
      if (answer?.ok === true) return
      await pause(40)
    }
    throw new Error(`The server did not start:\n${raw}`)
  }

  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    const running = child
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((resolve) => { running.once('exit', resolve) })
    running.kill(signal)
    const late = setTimeout(() => { running.kill('SIGKILL') }, 10_000)
    await ended
    clearTimeout(late)
  }

  await start()
  return {
    origin: `http://localhost:${port}`,
    port,
    get pid() { return child?.pid ?? 0 },
    dataDir,
    logs: () => [...lines],
    waitForLog: async (matches, ms = 10_000) => {
      const deadline = Date.now() + ms
      for (;;) {
        const found = lines.find(matches)
        if (found !== undefined) return found
        if (Date.now() > deadline) throw new Error(`No such log line within ${ms} ms. The last ones:\n${raw.slice(-3_000)}`)
        await pause(20)
      }
    },
    stop,
    start,
    remove: async () => {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => { resolve(typeof address === 'object' && address !== null ? address.port : 0) })
    })
  })
}

/** Waits `ms` of real time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })
