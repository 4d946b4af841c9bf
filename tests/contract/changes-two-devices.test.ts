import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { WebSocket } from 'ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChangesWorker, type ChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import type { SyncStatus } from '../../src/changes-worker/contract.ts'
import type { Db } from '../../src/changes-worker/db-call.ts'
import type { Sockets } from '../../src/changes-worker/sockets.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { createFakeMirrorRegistry } from '../../src/outbox/fake-mirror-storage.ts'
import type { Fetch } from '../../src/outbox/http.ts'
import type { MirrorRegistry } from '../../src/outbox/mirror-storage.ts'
import { createPushTransport } from '../../src/outbox/push-transport.ts'
import { pushFromMirrors } from '../../src/service-worker/push-from-mirrors.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import { silentLog } from '../../src/shared/log.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { err, ok } from '../../src/shared/result.ts'
import { createApp } from '../../src/sync-api/app.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { plainPasswords } from './sync-api-setup.ts'

/*
 * The real db-worker, changes worker and service worker's push against the real server over a real network, on the machine's clock:
 * what the unit tests play, done.
 */
let app: FastifyInstance
let serverStore: SyncStore
let origin: string
const devices: Device[] = []
const newId = createIdMaker(systemClock, systemRandom)

beforeEach(async () => {
  serverStore = openSqliteStore(':memory:')
  app = await createApp({ store: serverStore, clock: systemClock, random: systemRandom, passwords: plainPasswords, limits: null })
  await app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const device of devices.splice(0)) device.close()
  await app.close()
  await serverStore.close()
})

interface Device {
  store: Store
  worker: ChangesWorker
  mirrors: MirrorRegistry
  network: { away: boolean; asked: string[] }
  transport: ReturnType<typeof createPushTransport>
  create(count: number): string[]
  contacts(): number
  status(): Promise<SyncStatus>
  until(holds: (status: SyncStatus) => boolean | Promise<boolean>, ms?: number, everyMs?: number): Promise<SyncStatus>
  close(): void
}

async function setupDevice(): Promise<Device> {
  const store = await openMemoryStore()
  const mirrors = createFakeMirrorRegistry()
  const network = { away: false, asked: [] as string[] }
  let token: string | null = null
  const fetchOrNot: Fetch = async (url, init) => {
    network.asked.push(`${init.method} ${new URL(url).pathname}`)
    if (network.away) throw new TypeError('Failed to fetch')
    return fetch(url, init)
  }
  const sockets: Sockets = {
    open: (url, on) => {
      const socket = new WebSocket(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` } })
      socket.on('open', () => { on.opened() })
      socket.on('message', (data: Buffer) => { on.message(data.toString()) })
      socket.on('error', () => undefined)
      socket.on('close', () => { on.closed() })
      return { close: () => { socket.terminate() } }
    },
  }
  const transport = createPushTransport({ origin, fetch: fetchOrNot, clock: systemClock, sender: 'page', bearer: (given) => { token = given } })
  const worker = createChangesWorker({
    databaseName: 'device', db: asPort(store), onCommit: (listener) => { store.onCommit(listener) },
    transport, sockets, mirrors, clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
  })
  const status = async (): Promise<SyncStatus> => {
    const answer = await worker.api.status()
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
  const device: Device = {
    store, worker, mirrors, network, transport, status,
    create: (count) => {
      const ids: string[] = []
      for (let made = 0; made < count;) {
        const changes = Array.from({ length: Math.min(100, count - made) }, () => {
          const recordId = newId()
          ids.push(recordId)
          return { entity: 'contacts', recordId, op: 'create' as const, patch: { firstName: 'Ana', lastName: `Silva ${ids.length}`, company: 'Café', emails: [{ id: newId(), value: `ana${ids.length}@example.org`, label: 'work' }] } }
        })
        store.data.mutate({ mutationId: newId(), label: 'Create', changes })
        made += changes.length
      }
      return ids
    },
    contacts: () => store.data.list({ entity: 'contacts', limit: 1 }).total,
    until: async (holds, ms = 20_000, everyMs = ms > 20_000 ? 200 : 5) => {
      const deadline = Date.now() + ms
      for (;;) {
        const now = await status()
        if (await holds(now)) return now
        if (Date.now() > deadline) throw new Error(`Waited ${ms} ms in vain at ${JSON.stringify(now)}`)
        await new Promise((resolve) => { setTimeout(resolve, everyMs) })
      }
    },
    close: () => { worker.stop(); store.close() },
  }
  devices.push(device)
  return device
}

/** The db-worker as it answers over a port. */
function asPort(store: Store): Db {
  return Object.fromEntries(Object.entries(store.sync).map(([name, method]) => [name, async (...args: unknown[]) => {
    try {
      return ok(structuredClone((method as (...given: unknown[]) => unknown)(...structuredClone(args))))
    } catch (thrown) {
      return err(toSatchelError(thrown).toBody())
    }
  }])) as unknown as Db
}

const person = { email: 'ana@example.org', password: 'correct horse battery', name: 'Ana' }
const drained = (status: SyncStatus): boolean => status.upToDate

const bindTo = (device: Device, session: Awaited<ReturnType<Device['worker']['api']['login']>>): ReturnType<Device['worker']['api']['bindAccount']> => {
  if (!session.ok) throw new Error(session.error.message)
  return device.worker.api.bindAccount({ userId: session.value.user.id, workspaceId: session.value.workspace.id })
}

async function setupPair(count: number): Promise<[Device, Device]> {
  const first = await setupDevice()
  first.create(count)
  await first.worker.start()
  expect(await bindTo(first, await first.worker.api.register(person))).toEqual(ok(undefined))
  await first.until(drained, 120_000)
  const second = await setupDevice()
  await second.worker.start()
  expect(await bindTo(second, await second.worker.api.login(person))).toEqual(ok(undefined))
  await second.until(drained, 120_000)
  return [first, second]
}

describe('two devices of one person', () => {
  it('[J4] [R6] bring local contacts up and everything down, then see each other\'s edits by the socket', async () => {
    const [first, second] = await setupPair(2_500)
    expect([first.contacts(), second.contacts()]).toEqual([2_500, 2_500])
    await first.until(({ transport }) => transport === 'socket')
    await second.until(({ transport }) => transport === 'socket')
    const pulls = second.network.asked.filter((call) => call.includes('/changes')).length

    const began = performance.now()
    const [id] = first.create(1)
    await second.until(() => second.store.data.get('contacts', id!) !== null, 5_000)
    const tookMs = performance.now() - began
    second.store.data.mutate({ mutationId: newId(), label: 'Edit', changes: [{ entity: 'contacts', recordId: id!, op: 'update', patch: { title: 'Dr.' } }] })
    await first.until(() => first.store.data.get('contacts', id!)?.data['title'] === 'Dr.', 5_000)
    expect(second.network.asked.filter((call) => call.includes('/changes')).length).toBe(pulls)
    expect(tookMs).toBeLessThan(1_000)
  })

  it('[P4] [P3] hold what was written offline and send it when the network is back', async () => {
    const [first, second] = await setupPair(10)
    second.network.away = true
    await second.worker.api.notify('offline')
    const ids = second.create(250)
    expect(await second.until(({ pending }) => pending === 250)).toMatchObject({ state: 'offline', upToDate: false })
    second.network.away = false
    await second.worker.api.notify('online')
    await second.until(drained)
    await first.until(() => first.store.data.get('contacts', ids.at(-1)!) !== null)
    expect(first.contacts()).toBe(260)
  })

  it('[P7] send from the mirror with the tab closed; the journal learns of it at the next start and nothing is doubled', async () => {
    const [first, second] = await setupPair(5)
    second.network.away = true
    await second.worker.api.notify('offline')
    second.create(120)
    await second.until(async () => (await (await second.mirrors.open('device')).mutations(-1, 1_000)).flatMap(({ changes }) => changes).length === 120)
    second.worker.stop()

    second.network.away = false
    const again = await pushFromMirrors({ mirrors: second.mirrors, transport: second.transport, locks: createFakeLocks(), clock: systemClock, log: silentLog, onAnswers: () => undefined })
    expect(again).toEqual([])
    await first.until(() => first.contacts() === 125)
    expect(second.store.sync.state().counts.pending).toBe(120)

    const pushes = second.network.asked.filter((call) => call.includes('/push')).length
    const reopened = createChangesWorker({
      databaseName: 'device', db: asPort(second.store), onCommit: (listener) => { second.store.onCommit(listener) }, transport: second.transport,
      sockets: { open: () => ({ close: () => undefined }) }, mirrors: second.mirrors, clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
    })
    await reopened.start()
    const answer = await reopened.api.syncNow()
    expect(answer).toMatchObject({ ok: true, value: { pending: 0, upToDate: true } })
    expect(second.network.asked.filter((call) => call.includes('/push')).length).toBe(pushes)
    expect(second.contacts()).toBe(125)
    reopened.stop()
  })

  it('[P5] pause at the end of the session and go on after signing in again', async () => {
    const [first, second] = await setupPair(3)
    expect(await second.worker.api.logout()).toEqual(ok(undefined))
    second.create(2)
    expect(await second.until(({ state }) => state === 'signed_out')).toMatchObject({ pending: 2 })
    expect((await second.worker.api.login({ email: person.email, password: 'wrong' })).ok).toBe(false)
    expect((await second.worker.api.login(person)).ok).toBe(true)
    await second.until(drained)
    await first.until(() => first.contacts() === 5)
  })

  it('bring 12,767 contacts up in one go and 10,000 and more down to an empty device', async () => {
    const began = performance.now()
    const [first, second] = await setupPair(12_767)
    console.log(`12,767 contacts up and down again, both devices and the server in one process: ${Math.round(performance.now() - began)} ms`)
    expect([first.contacts(), second.contacts()]).toEqual([12_767, 12_767])
    expect(first.store.sync.state().counts).toMatchObject({ pending: 0, failed: 0, deferred: 0 })
  }, 240_000)
})
