import type { FastifyInstance } from 'fastify'
import { inject } from 'vitest'
import { bodyHash } from '../../src/merge/canonical.ts'
import { createHlc, type Hlc } from '../../src/merge/clock.ts'
import { productModel, type Model } from '../../src/model/model.ts'
import type { Session } from '../../src/protocol/auth.ts'
import type { Change, Op } from '../../src/protocol/change.ts'
import { headers } from '../../src/protocol/headers.ts'
import type { PullResponse } from '../../src/protocol/pull.ts'
import type { PushResponse, PushResult } from '../../src/protocol/push.ts'
import type { Clock } from '../../src/shared/clock.ts'
import { createIdMaker, seededRandom, systemRandom, type Random } from '../../src/shared/random.ts'
import { createApp, type AppOptions } from '../../src/sync-api/app.ts'
import type { Passwords } from '../../src/sync-api/auth/passwords.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { createTestStore, type TestStore } from '../support/test-store.ts'

/** A clock a test moves by hand. Timers fire as it passes them. */
export function manualClock(start = Date.parse('2026-11-21T12:00:00.000Z')): Clock & { advance(ms: number): void } {
  let now = start
  let timers: { at: number; callback: () => void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    setTimeout: (callback, ms) => {
      const timer = { at: now + ms, callback }
      timers.push(timer)
      return { timer }
    },
    clearTimeout: (handle) => { timers = timers.filter((timer) => timer !== handle.timer) },
    advance(ms) {
      now += ms
      const due = timers.filter((timer) => timer.at <= now)
      timers = timers.filter((timer) => timer.at > now)
      for (const { callback } of due) callback()
    },
  }
}

/** Passwords without the work; argon2 has its own test. */
export const plainPasswords: Passwords = { hash: async (password) => `plain:${password}`, verify: async (hash, password) => hash === `plain:${password}` }

export interface Server {
  app: FastifyInstance
  store: SyncStore
  clock: ReturnType<typeof manualClock>
  random: Random
  /** Resolves when nobody is at the store: what the clock set going has had its turn, however long the engine takes. */
  settled(): Promise<void>
  close(): Promise<void>
}

/**
 * The real server over an empty store of the engine that this project is about, on a clock the test moves.
 * @param options.testStore one that outlives the server, instead
 */
export async function setupServer(options: Partial<AppOptions> & { testStore?: TestStore } = {}): Promise<Server> {
  const { testStore, ...more } = options
  const clock = manualClock()
  const { store, remove } = await storeOf(more.store, testStore)
  const { watched, isIdle } = watch(store)
  const random = seededRandom(7)
  const app = await createApp({ clock, random, passwords: plainPasswords, limits: null, ...more, store: watched })
  await app.ready()
  const settled = async (): Promise<void> => {
    do {
      await new Promise((resolve) => { setImmediate(resolve) })
    } while (!isIdle())
  }
  const close = async (): Promise<void> => {
    // Of a socket within one process the other end never goes by itself, so one that the server closed would be waited for.
    for (const socket of app.websocketServer.clients) if (socket.readyState === socket.CLOSING) socket.terminate()
    await app.close()
    await store.close()
    await remove()
  }
  return { app, store, clock, random, settled, close }
}

function watch(store: SyncStore): { watched: SyncStore; isIdle: () => boolean } {
  let running = 0
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    running += 1
    try { return await work } finally { running -= 1 }
  }
  return {
    isIdle: () => running === 0,
    watched: {
      ...store,
      write: (workspaceId, work) => counted(store.write(workspaceId, work)),
      read: (workspaceId, work) => counted(store.read(workspaceId, work)),
      workspaces: (after, limit) => counted(store.workspaces(after, limit)),
    },
  }
}

async function storeOf(given: SyncStore | undefined, testStore: TestStore | undefined): Promise<{ store: SyncStore; remove(): Promise<void> }> {
  if (given !== undefined || testStore !== undefined) return { store: given ?? await testStore!.open(), remove: async () => undefined }
  if (inject('engine') === 'sqlite') return { store: openSqliteStore(':memory:'), remove: async () => undefined }
  const own = await createTestStore()
  return { store: await own.open(), remove: () => own.remove() }
}

export interface Account { session: Session; headers: Record<string, string> }

let accounts = 0
/** Registers a person with a workspace of their own. */
export async function setupAccount(server: Server, name = 'Ana'): Promise<Account> {
  accounts += 1
  const answer = await server.app.inject({
    method: 'POST', url: '/api/auth/register', payload: { email: `${name.toLowerCase()}${accounts}@example.org`, password: 'a long password', name, transport: 'bearer' },
  })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  const session = answer.json<Session>()
  return { session, headers: bearerHeaders(session) }
}

export const bearerHeaders = (session: Session): Record<string, string> => ({
  authorization: `Bearer ${session.accessToken}`, [headers.workspace]: session.workspace.id, [headers.user]: session.user.id,
})

/** Lets another person into an account's workspace; invitations are another issue's. */
export async function setupMember(server: Server, workspace: Account, name: string, role: 'viewer' | 'member' | 'admin'): Promise<Account> {
  const own = await setupAccount(server, name)
  // Signing in takes the oldest membership, so this one is made the oldest.
  await server.store.accounts.addMember(workspace.session.workspace.id, own.session.user.id, role, '2000-01-01T00:00:00.000Z')
  const answer = await server.app.inject({
    method: 'POST', url: '/api/auth/login', payload: { email: own.session.user.email, password: 'a long password', transport: 'bearer' },
  })
  const session = answer.json<Session>()
  return { session, headers: bearerHeaders(session) }
}

/** What a test says of a change; ids, hash, seq and time are the device's. */
export interface Draft {
  entity?: string
  recordId?: string
  op: Op
  patch?: Change['patch']
  before?: Change['before']
  baseRevision?: number | null
  baseEpoch?: string
  along?: Record<string, number>
  undoes?: string
}

/** A device as small as can be: it stamps changes as a replica does and calls the real API. */
export interface Device {
  replicaId: string
  newId(): string
  /** One mutation's changes, as journaled. */
  mutation(...drafts: Draft[]): Change[]
  pushRaw(payload: unknown): Promise<{ status: number; body: unknown }>
  push(changes: Change[], more?: Record<string, unknown>): Promise<PushResult[]>
  /** One mutation, pushed at once. */
  act(...drafts: Draft[]): Promise<PushResult[]>
  pull(query?: string): Promise<{ status: number; body: PullResponse }>
  /** Every record of an entity, by pulling from nothing. */
  all(entity: string): Promise<PullResponse['changes']>
  seen: string | undefined
}

export function setupDevice(server: Server, account: Account, options: { skewMs?: number; model?: Model } = {}): Device {
  const { skewMs = 0, model = productModel } = options
  const now = (): number => server.clock.now() + skewMs
  const newId = createIdMaker({ now }, systemRandom)
  const replicaId = newId()
  const hlc: Hlc = createHlc({ clock: { now }, replicaId })
  let seq = 0

  const device: Device = {
    replicaId,
    newId,
    seen: undefined,
    mutation(...drafts) {
      const mutationId = newId()
      return drafts.map((draft) => {
        seq += 1
        const change: Change = {
          id: newId(), mutationId, seq, entity: draft.entity ?? 'contacts', recordId: draft.recordId ?? newId(), op: draft.op,
          patch: draft.patch ?? {}, baseRevision: draft.baseRevision ?? null, at: hlc.next(), schemaVersion: 1,
          ...(draft.before === undefined ? {} : { before: draft.before }),
          ...(draft.baseEpoch === undefined ? {} : { baseEpoch: draft.baseEpoch }),
          ...(draft.along === undefined ? {} : { along: draft.along }),
          ...(draft.undoes === undefined ? {} : { undoes: draft.undoes }),
        }
        return { ...change, bodyHash: bodyHash(change) }
      })
    },
    async pushRaw(payload) {
      const answer = await server.app.inject({ method: 'POST', url: '/api/sync/push', headers: account.headers, payload: payload as object })
      return { status: answer.statusCode, body: answer.json() }
    },
    async push(changes, more = {}) {
      const { status, body } = await device.pushRaw({
        replicaId, ...(device.seen === undefined ? {} : { seen: device.seen }), sentAt: new Date(now()).toISOString(), schemaVersion: model.schemaVersion, changes, ...more,
      })
      if (status !== 200) throw Object.assign(new Error(JSON.stringify(body)), { status, body })
      const response = body as PushResponse
      device.seen = response.seen
      return response.results
    },
    act: (...drafts) => device.push(device.mutation(...drafts)),
    async pull(query = '') {
      const answer = await server.app.inject({ method: 'GET', url: `/api/sync/changes${query}`, headers: account.headers })
      return { status: answer.statusCode, body: answer.json() }
    },
    async all(entity) {
      const records: PullResponse['changes'] = []
      let since = '0'
      for (;;) {
        const { body } = await device.pull(`?entities=${entity}&limit=2000&since=${since}`)
        records.push(...body.changes)
        since = body.cursor
        if (!body.hasMore) return records
      }
    },
  }
  return device
}
