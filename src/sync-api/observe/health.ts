import type { FastifyInstance } from 'fastify'
import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import { HttpError } from '../http/http-error.ts'
import type { SyncStore } from '../store/port.ts'
import { freeBytes } from './metrics.ts'

export interface HealthParts {
  store: SyncStore
  clock: Clock
  log: Log
  /** The folder that the data is in; null: it is elsewhere. */
  dataDir: string | null
}

interface Readiness { ready: boolean; checks: Record<'store' | 'migrations' | 'disk', string> }

/** `/api/health/*`: does the process run, and can it serve? */
export function healthRoutes(app: FastifyInstance, { store, clock, log, dataDir }: HealthParts): void {
  let last: { at: number; found: Promise<Readiness> } | null = null
  /** Whoever asks more often gets the same answer: looking writes to the disk. */
  const look = (): Promise<Readiness> => {
    if (last === null || clock.monotonic() - last.at >= lookEveryMs) last = { at: clock.monotonic(), found: readiness(store, clock, dataDir, log) }
    return last.found
  }
  app.get('/api/health/live', () => ({ status: 'ok' }))
  app.get('/api/health/ready', async () => {
    const { ready, checks } = await look()
    if (!ready) throw new HttpError(503, 'unavailable', 'This server cannot serve just now.', { checks })
    return { status: 'ok', checks }
  })
}

const lookEveryMs = 1_000
/** Less than this, and the next writes may find no room. */
const leastFreeBytes = 64 * 1024 * 1024

/** Whoever asks does not wait for a store that says nothing, ms. */
const patienceMs = 5_000

async function readiness(store: SyncStore, clock: Clock, dataDir: string | null, log: Log): Promise<Readiness> {
  const checks = { store: 'ok', migrations: 'ok', disk: 'ok' }
  try {
    const health = await within(clock, store.health())
    if (health === null) throw new Error('It does not answer.')
    if (!health.migrated) checks.migrations = 'not current'
  } catch (thrown) {
    checks.store = 'cannot be written'
    log('error', 'health.store', { error: String(thrown) })
  }
  const free = dataDir === null ? null : freeBytes(dataDir)
  if (free !== null && free < leastFreeBytes) checks.disk = 'full'
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks }
}

function within<T>(clock: Clock, work: Promise<T>): Promise<T | null> {
  let timer: TimerHandle
  const late = new Promise<null>((resolve) => { timer = clock.setTimeout(() => { resolve(null) }, patienceMs) })
  return Promise.race([work, late]).finally(() => { clock.clearTimeout(timer) })
}
