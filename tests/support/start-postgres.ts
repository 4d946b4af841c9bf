import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { findPostgres, type PostgresPrograms } from './find-postgres.ts'
import { freePort, pause } from './start-server.ts'

/** A real PostgreSQL on this machine alone, with no data. */
export interface TestPostgres {
  /** Where its superuser logs in. */
  url: string
  stop(): Promise<void>
}

/**
 * Starts one in the temporary folder: loopback only, under a password nobody knows, without fsync. It ends with `stop`, or when this process
 * ends in whatever way (postgres-guard.js).
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'satchel-postgres-'))
  const identity = whoRunsIt()
  const { initdb, postgres } = copied(await findPostgres(), folder)
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64url')
  const passwordFile = path.join(folder, 'password'), data = path.join(folder, 'data')
  writeFileSync(passwordFile, password)
  mkdirSync(data, { mode: 0o700 })
  if (identity !== null) for (const owned of [folder, data, passwordFile]) chownSync(owned, identity.uid, identity.gid)

  const env = { PATH: process.env['PATH'], LC_ALL: 'C', ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {}) }
  const made = spawnSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '--no-sync'], { cwd: folder, env, encoding: 'utf8', ...identity })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? `${made.stdout}${made.stderr}`.slice(-2_000)}`)

  const port = await freePort()
  const args = ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const guard = spawn(process.execPath, [fileURLToPath(new URL('postgres-guard.js', import.meta.url)), JSON.stringify({ command: postgres, args, folder, env, ...identity })], {
    // A group of its own: who ends ours with a signal must not end it before the server.
    stdio: ['pipe', 'ignore', 'pipe'], detached: process.platform !== 'win32',
  })
  let said = ''
  guard.stderr.on('data', (chunk: Buffer) => { said = (said + String(chunk)).slice(-4_000) })
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  await answers(url, guard, () => said)
  return {
    url,
    stop: () => new Promise((resolve) => {
      guard.once('exit', () => { resolve() })
      guard.stdin.end()
    }),
  }
}

/** The data is thrown away, so nothing of it need reach a disk. */
const settings = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB', max_connections: '150',
  wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '2GB',
}

async function answers(url: string, guard: ChildProcess, said: () => string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && guard.exitCode === null) {
    const client = new Client(url)
    client.on('error', () => undefined)
    const connected = await client.connect().then(() => true, () => false)
    await client.end().catch(() => undefined)
    if (connected) return
    await pause(50)
  }
  throw new Error(`PostgreSQL did not start:\n${said()}`)
}

/**
 * A copy beside the data: the project may lie where another user may not look, and npm may have been told to run no scripts of packages, which
 * make the links between the libraries.
 */
function copied(programs: PostgresPrograms, folder: string): PostgresPrograms {
  if (!programs.portable) return programs
  const root = path.join(folder, 'programs')
  cpSync(programs.root, root, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') })
  const list = path.join(root, 'pg-symlinks.json')
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[] : []
  for (const { source, target } of links) {
    const link = path.join(root, path.relative('native', target))
    if (!existsSync(link) && existsSync(path.join(root, path.relative('native', source)))) symlinkSync(path.relative(path.dirname(target), source), link)
  }
  const here = (program: string): string => path.join(root, 'bin', path.basename(program))
  const moved = { root, initdb: here(programs.initdb), postgres: here(programs.postgres), portable: true }
  for (const program of [moved.initdb, moved.postgres]) chmodSync(program, 0o755)
  return moved
}

/** PostgreSQL refuses to run as root; then it runs as a user who owns nothing. Null: as who we are. */
function whoRunsIt(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  const found = ['postgres', 'nobody'].map((name) => users.find(([user]) => user === name)).find((user) => user !== undefined)
  if (found === undefined) throw new Error('PostgreSQL does not run as root, and there is no user "nobody" here to run it as. Run the tests as another user.')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}
