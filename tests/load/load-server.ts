import { spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '../../src/shared/clock.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { createSessionTokens } from '../../src/sync-api/auth/session-tokens.ts'
import { createSessions } from '../../src/sync-api/auth/sessions.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres-databases.ts'
import { startingFast } from '../support/server-program.ts'
import { freePort, pause } from '../support/start-server.ts'
import { startPostgres } from '../support/start-postgres.ts'
import type { DeviceAccount } from './virtual-device.ts'

export type Engine = 'sqlite' | 'postgres'

/** The server in a process of its own over a fresh store, with workspaces and signed-in devices made beforehand. */
export interface LoadServer {
  origin: string
  workspaces: { id: string; devices: DeviceAccount[] }[]
  /** A number of /metrics; 0 where there is none of that name with those labels. */
  metric(name: string): Promise<number>
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again, on the same port and store. */
  start(): Promise<void>
  /** Stops it in order; the store stays until `remove`. */
  stop(): Promise<void>
  remove(): Promise<void>
}

export interface LoadServerSettings {
  engine: Engine
  workspaces: number
  devicesEach: number
  /** Writes into the store before the server opens it. */
  prepare?: (store: SyncStore, workspaceIds: readonly string[]) => Promise<void>
  /** A folder for a processor profile of the server. */
  profile?: string | undefined
  /** Where a PostgreSQL's superuser logs in; absent: one is started where it is needed. */
  admin?: string | undefined
  env?: Record<string, string>
}

/** What `npm start` gives to node, before what it loads. */
const asStarted = (JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start.match(/--max-\S+/g) ?? []

export async function startLoadServer(settings: LoadServerSettings): Promise<LoadServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'satchel-load-'))
  const postgres = settings.engine === 'postgres' ? await databaseOf(settings.admin) : null
  const made = path.join(folder, 'made.db')
  const workspaces = await prepared(await postgres?.database.open() ?? openSqliteStore(made), settings)
  // A copy, since libsql lets go of the closed file at its own time, and the server refuses one that somebody has open.
  if (postgres === null) copyFileSync(made, path.join(folder, 'satchel.db'))
  const port = await freePort(), origin = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null

  const start = async (): Promise<void> => {
    const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`]
    if (settings.profile !== undefined) mkdirSync(settings.profile, { recursive: true })
    const running = spawn(process.execPath, [...profiling, ...asStarted, ...await startingFast('main.ts')], {
      env: {
        ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, BACKUP_HOURS: '0', LOG_LEVEL: 'info',
        ...(postgres === null ? {} : { DATABASE_URL: postgres.database.url }), ...settings.env,
      },
      // Its log goes nowhere: a pipe that this busy process has not emptied would stop the server.
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = running
    let said = ''
    running.stderr.on('data', (chunk: Buffer) => { said = (said + String(chunk)).slice(-4_000) })
    running.once('exit', (code, signal) => { if (code !== 0 && signal !== 'SIGKILL') console.error(`The server ended by itself (${code ?? signal}):\n${said}`) })
    const deadline = Date.now() + 180_000
    while (Date.now() < deadline && running.exitCode === null) {
      const answer = await fetch(`${origin}/api/health/live`).catch(() => null)
      if (answer?.ok === true) return
      await pause(20)
    }
    throw new Error(`The server did not start:\n${said}`)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const exited = new Promise((resolve) => { running.once('exit', resolve) })
    running.kill(signal)
    await exited
  }
  await start()
  return {
    origin, workspaces, start,
    metric: async (name) => {
      const text = await (await fetch(`${origin}/metrics`)).text()
      return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ').at(-1) ?? 0)
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    remove: async () => {
      await end('SIGKILL')
      await postgres?.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function databaseOf(admin: string | undefined): Promise<{ database: TestDatabase; remove(): Promise<void> }> {
  if (admin !== undefined) {
    const database = await createTestDatabase(admin)
    return { database, remove: () => database.drop() }
  }
  const server = await startPostgres()
  const database = await createTestDatabase(server.url)
  return { database, remove: () => server.stop() }
}

/** People, workspaces and sessions straight into the store: a password costs more than a hundred changes. */
async function prepared(store: SyncStore, { workspaces, devicesEach, prepare }: LoadServerSettings): Promise<LoadServer['workspaces']> {
  const newId = createIdMaker(systemClock, systemRandom), at = new Date().toISOString()
  const secret = (): string => Buffer.from(systemRandom.bytes(32)).toString('base64url')
  // Made out for later: a device of these tests renews no session, and a run on a busy machine takes longer than an access token holds.
  const later = { now: () => systemClock.now() + 12 * 3_600_000 }
  const sessions = createSessions({ accounts: store.accounts, team: store.team, tokens: createSessionTokens(await store.accounts.secret('sessions', secret), later), clock: systemClock, newId, newEpoch: secret })
  const made: LoadServer['workspaces'] = []
  for (let n = 0; n < workspaces; n += 1) {
    const user = { id: newId(), email: `person${n}@example.org`, name: `Person ${n}`, passwordHash: 'nobody signs in', totpSecret: null }, workspace = { id: newId(), name: `Workspace ${n}` }
    await store.accounts.register(user, { ...workspace, epoch: secret().slice(0, 12) }, at)
    const devices: DeviceAccount[] = []
    for (let device = 0; device < devicesEach; device += 1) {
      const { tokens } = (await sessions.begin(user, { workspace, role: 'owner' }, { id: null, name: `Device ${device}`, kind: 'script' }, { secondFactor: false, publicKey: null, byPassword: false }))!
      devices.push({ workspaceId: workspace.id, userId: user.id, accessToken: tokens.access })
    }
    made.push({ id: workspace.id, devices })
  }
  await prepare?.(store, made.map(({ id }) => id))
  await store.close()
  return made
}
