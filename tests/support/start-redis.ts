import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from './debian-programs.ts'
import { freePort, pause } from './start-server.ts'

/** A real Redis on this machine alone, which keeps nothing. */
export interface TestRedis {
  url: string
  /** Ends it; its clients lose their line. */
  stop(): Promise<void>
  /** Starts it again at the same address, empty. */
  start(): Promise<void>
}

/** The machine's own, or Debian's as run-all.ts installs it; null: there is none. */
export const redisProgram = findProgram('redis-server')

/** It ends with `stop`, or when this process ends in whatever way (postgres-guard.js). */
export async function startRedis(): Promise<TestRedis> {
  if (redisProgram === null) throw new Error('There is no redis-server here.')
  const port = await freePort()
  let stop = async (): Promise<void> => undefined
  const start = async (): Promise<void> => {
    const folder = mkdtempSync(path.join(tmpdir(), 'satchel-redis-'))
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    const guard = spawn(process.execPath, [fileURLToPath(new URL('postgres-guard.js', import.meta.url)), JSON.stringify({ command: redisProgram, args, folder, env: { PATH: process.env['PATH'] } })], {
      stdio: ['pipe', 'ignore', 'ignore'], detached: process.platform !== 'win32',
    })
    guard.stdin.on('error', () => undefined)
    stop = () => new Promise((resolve) => {
      if (guard.exitCode !== null) { resolve(); return }
      guard.once('exit', () => { resolve() })
      guard.stdin.end()
    })
    for (let tries = 0; tries < 600; tries += 1) {
      if (await answers(port)) return
      await pause(25)
    }
    throw new Error('Redis did not start.')
  }
  await start()
  return { url: `redis://127.0.0.1:${port}`, start, stop: () => stop() }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => { socket.write('PING\r\n') })
    socket.once('data', (data) => { socket.destroy(); resolve(String(data).startsWith('+PONG')) })
    socket.once('error', () => { resolve(false) })
  })
}
