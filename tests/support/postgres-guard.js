import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

/*
 * Runs a PostgreSQL for as long as whoever started this lives: when their end of our standard input closes, however they ended, the server is
 * stopped and its folder removed. Started as `node postgres-guard.js <options as JSON>`.
 */

const { command, args, folder, env, uid, gid } = JSON.parse(process.argv[2] ?? '{}')
const server = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'], ...(uid === undefined ? {} : { uid, gid }) })

// SIGINT: PostgreSQL's fast shutdown, which waits for nobody who is connected.
const stop = () => { server.kill('SIGINT') }
process.stdin.on('end', stop).on('error', stop).resume()
// Whoever stops a whole group of processes means that one too; it ends in order.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop)
server.on('error', (error) => { console.error(String(error)) })
server.on('close', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exitCode = code ?? 1
  process.stdin.destroy()
})
