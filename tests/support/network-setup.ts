import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import { createChangesWorker, type ChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import type { ChangesApi, SyncStatus } from '../../src/changes-worker/contract.ts'
import type { Sockets } from '../../src/changes-worker/sockets.ts'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { productModel, type Model } from '../../src/model/model.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { createFakeMirrorRegistry } from '../../src/outbox/fake-mirror-storage.ts'
import type { Fetch } from '../../src/outbox/http.ts'
import type { MirrorRegistry } from '../../src/outbox/mirror-storage.ts'
import { createPushTransport } from '../../src/outbox/push-transport.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { createApp, type AppOptions } from '../../src/sync-api/app.ts'
import type { AccountStore } from '../../src/sync-api/store/account-port.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import type { TeamStore } from '../../src/sync-api/store/team-port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { plainPasswords } from '../contract/sync-api-setup.ts'
import type { DbPorts } from './db-ports.ts'
import { openMemoryStore } from './memory-db.ts'
import { portsOf } from './memory-ports.ts'

/** A device without its browser: the real db-worker (in memory) and changes worker, reaching the server over the network. */
export interface NetworkDevice {
  store: Store
  ports: DbPorts
  worker: ChangesWorker
  mirrors: MirrorRegistry
  network: { away: boolean; asked: string[] }
  transport: ReturnType<typeof createPushTransport>
  status(): Promise<SyncStatus>
  /** Waits for what the status, or whatever else is looked at, comes to. */
  until(holds: (status: SyncStatus) => boolean | Promise<boolean>, ms?: number, everyMs?: number): Promise<SyncStatus>
  goOffline(): Promise<void>
  goOnline(): Promise<void>
  /** Binds what is on the device to the account of the person, who is new or known. */
  signUp(): ReturnType<ChangesApi['bindAccount']>
  signIn(): ReturnType<ChangesApi['bindAccount']>
}

/** The real server on a port of its own, on the machine's clock, and devices of one person around it. */
export interface NetworkSetup {
  device(): Promise<NetworkDevice>
  /** The server's own, to change who may do what there. */
  accounts: AccountStore
  team: TeamStore
  /** Ends the server and starts it on the same port over another store: an empty one, where none is named; its accounts and secrets are others then. */
  moveServer(file?: string): Promise<void>
  close(): Promise<void>
}

export const person = { email: 'ana@example.org', password: 'correct horse battery', name: 'Ana' }
export const drained = (status: SyncStatus): boolean => status.upToDate

/** Two devices of one person, who is signed in on both, with nothing left to send or to fetch. */
export interface TwoDevices {
  network: NetworkSetup
  here: NetworkDevice
  there: NetworkDevice
  /** Until each has what the other wrote, and what the server made of it. */
  bothDrained(): Promise<void>
  /** What each writes without knowing of the other; the first is back first. */
  apart(onHere: () => void, onThere: () => void): Promise<void>
}

export async function setupTwoDevices(model?: Model): Promise<TwoDevices> {
  const network = await setupNetwork(model), here = await network.device(), there = await network.device()
  for (const device of [here, there]) await device.worker.start()
  await here.signUp()
  await there.signIn()
  const bothDrained = async (): Promise<void> => {
    for (const device of [here, there]) await device.until(drained)
    for (const device of [here, there, here, there]) {
      await device.worker.api.syncNow()
      await device.until(drained)
    }
  }
  const apart = async (onHere: () => void, onThere: () => void): Promise<void> => {
    await bothDrained()
    await Promise.all([here.goOffline(), there.goOffline()])
    onHere()
    onThere()
    await here.goOnline()
    await here.until(drained)
    await there.goOnline()
    await bothDrained()
  }
  await bothDrained()
  return { network, here, there, bothDrained, apart }
}

/** One change as an act of its own. @returns the record's id */
export const writeOn = ({ store }: NetworkDevice, entity: string, op: DraftChange['op'], patch: DraftChange['patch'] = {}, recordId = store.core.makeId()): string => {
  store.data.mutate({ mutationId: store.core.makeId(), label: `${op} ${entity}`, changes: [{ entity, recordId, op, patch }] })
  return recordId
}

/** @param file where the server keeps its store; in memory unless told */
export async function setupNetwork(model: Model = productModel, file = ':memory:', more: Partial<AppOptions> = {}): Promise<NetworkSetup> {
  const start = async (port: number, file: string): Promise<{ store: SyncStore; port: number; close: () => Promise<void> }> => {
    const store = openSqliteStore(file)
    const app = await createApp({ store, clock: systemClock, random: systemRandom, passwords: plainPasswords, limits: null, model, ...more })
    await app.listen({ port, host: '127.0.0.1' })
    const close = async (): Promise<void> => { await app.close(); await store.close() }
    return { store, port: (app.server.address() as AddressInfo).port, close }
  }
  let server = await start(0, file)
  const origin = `http://127.0.0.1:${server.port}`
  const ends: (() => void)[] = []
  return {
    get accounts() { return server.store.accounts },
    get team() { return server.store.team },
    device: async () => {
      const device = await setupDevice(origin, model)
      ends.push(() => { device.worker.stop(); device.store.close() })
      return device
    },
    close: async () => {
      for (const end of ends.splice(0)) end()
      await server.close()
    },
    moveServer: async (file = ':memory:') => {
      await server.close()
      server = await start(server.port, file)
    },
  }
}

async function setupDevice(origin: string, model: Model): Promise<NetworkDevice> {
  const store = await openMemoryStore({ model })
  const ports = portsOf(store)
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
      socket.on('message', (data: Buffer) => { if (!network.away) on.message(data.toString()) })
      socket.on('error', () => undefined)
      socket.on('close', () => { on.closed() })
      return { close: () => { socket.terminate() } }
    },
  }
  const transport = createPushTransport({ origin, fetch: fetchOrNot, clock: systemClock, sender: 'page', bearer: (given) => { token = given } })
  const worker = createChangesWorker({
    databaseName: 'device', db: ports.sync, onCommit: (listener) => { store.onCommit(listener) },
    transport, sockets, mirrors, clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
  })
  const status = async (): Promise<SyncStatus> => {
    const answer = await worker.api.status()
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
  const bindTo = (session: Awaited<ReturnType<ChangesApi['login']>>): ReturnType<ChangesApi['bindAccount']> => {
    if (!session.ok) throw new Error(session.error.message)
    return worker.api.bindAccount({ userId: session.value.user.id, workspaceId: session.value.workspace.id })
  }
  return {
    store, ports, worker, mirrors, network, transport, status,
    until: async (holds, ms = 20_000, everyMs = ms > 20_000 ? 200 : 5) => {
      const deadline = Date.now() + ms
      for (;;) {
        const now = await status()
        if (await holds(now)) return now
        if (Date.now() > deadline) throw new Error(`Waited ${ms} ms in vain at ${JSON.stringify(now)}`)
        await new Promise((resolve) => { setTimeout(resolve, everyMs) })
      }
    },
    goOffline: async () => {
      network.away = true
      await worker.api.notify('offline')
    },
    goOnline: async () => {
      network.away = false
      await worker.api.notify('online')
    },
    signUp: async () => bindTo(await worker.api.register(person)),
    signIn: async () => bindTo(await worker.api.login(person)),
  }
}
