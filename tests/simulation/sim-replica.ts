// oxlint-disable-next-line typescript/triple-slash-reference -- ambient declarations of another project cannot be imported
/// <reference path="../../src/db-worker/wa-sqlite.d.ts" />
import { createChangesWorker, type ChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import { must, type Db } from '../../src/changes-worker/db-call.ts'
import { turn } from '../../src/data-api/turn.ts'
import type { DataApiPort, TurnOf, UndoResult } from '../../src/db-worker/contract.ts'
import { connect, pragmas } from '../../src/db-worker/connect.ts'
import { bufferLog } from '../../src/db-worker/buffered-wal.ts'
import { loadModule } from '../../src/db-worker/open-memory.ts'
import { plainBuffers } from '../../src/db-worker/plain-buffers.ts'
import { createStore, type Direct, type Store } from '../../src/db-worker/store.ts'
import type { SqliteModule } from '../../src/db-worker/sqlite-module.ts'
import type { MemoryVfs } from '../../src/db-worker/vfs.ts'
import { MemoryVFS } from 'wa-sqlite/src/examples/MemoryVFS.js'
import type { Model } from '../../src/model/model.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import { drain } from '../../src/outbox/drain.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { createFakeMirrorRegistry } from '../../src/outbox/fake-mirror-storage.ts'
import { createMirrorSource } from '../../src/outbox/mirror-source.ts'
import { createPushTransport } from '../../src/outbox/push-transport.ts'
import type { SyncTransport } from '../../src/outbox/sync-transport.ts'
import type { Clock } from '../../src/shared/clock.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import type { Log } from '../../src/shared/log.ts'
import type { Random } from '../../src/shared/random.ts'
import { err, ok } from '../../src/shared/result.ts'
import { instantiateWasm, newDatabase } from '../support/new-database.ts'
import type { BrokenEngine } from './broken-engines.ts'
import { requestName, type Coverage } from './coverage.ts'
import { after } from './models.ts'
import { origin, type Fault, type Network } from './network.ts'
import { createSimSockets, type OpenSocket } from './sim-sockets.ts'

/** One device: the real database (in memory), the real changes worker, the real pusher of the service worker. */
export interface SimReplica {
  name: string
  /** Whose it is, by their e-mail address. */
  person: string
  store: Store
  changes: ChangesWorker
  clock: Clock & { jump(ms: number): void }
  online: boolean
  /** What of its network works where only one way does: it hears frames of the server and nothing that it sends arrives, or the other way round. */
  oneWay: 'hears' | 'is heard' | null
  /** What befalls the next requests, first one first; `none` after them. */
  faults: Fault[]
  /** What befalls the next ones of a kind, before those. */
  faultsAt: Map<string, Fault[]>
  /** The service worker pushes from the mirror, as with all tabs closed. */
  pushInBackground(): Promise<void>
  goOffline(): void
  /** Both ways again. */
  heal(): void
  /** Undo, redo, or undo of one act, by the page's own way; `around` is given the one step in which the database does it. */
  turn(of: TurnOf, around: Around): Promise<UndoResult>
  /** One change by itself, past its journal; the answer, or null where there was none. */
  sends(change: Change): Promise<PushResult | null>
  /** What its version of the app knows. */
  model: Model
  /** As `reload`, and what opens is the newer version of the app. */
  update(): Promise<void>
  /** Full: nothing is written any more, as when the browser's quota is used up. */
  disk: { full: boolean }
  /** Signed out by itself or, where an older backup was put back, by the server. */
  mustSignIn(): Promise<boolean>
  /** Whether the server heard of it. */
  signOut(): Promise<boolean>
  /** As the person of this device, binding its database; whether it went through. */
  signIn(): Promise<boolean>
  /** Another tab's changes worker begins while the one before it still runs; both do until the device is closed. */
  takeOver(): Promise<void>
  /** All its tabs close without a word, requests under way included, and one opens again. */
  reload(): Promise<void>
  /** Its changes worker hears no answer of its database any more after so many calls, of these; the last of them is still carried out, or not. */
  lastWords(calls: number, heard: boolean, of?: readonly string[]): void
  busy(): boolean
  close(): void
}

/** Looks at the database right before and after a step in it. */
export type Around = <T>(step: () => T) => T

export interface ReplicaParts {
  name: string
  person: { email: string; password: string }
  /** What the version of the app that it begins with knows. */
  model: Model
  clock: SimReplica['clock']
  random: Random
  network: Network
  coverage: Coverage
  openSocket: OpenSocket
  log: Log
  broken: BrokenEngine
}

const IOERR_WRITE = 778

interface Machine { module: SqliteModule; vfs: MemoryVfs; disk: { full: boolean; saysSaved: boolean } }
/** Those whose stories are over: an instance costs as much as some acts. */
const idleMachines: Machine[] = []

async function makeMachine(): Promise<Machine> {
  const module = await loadModule({ instantiateWasm })
  const vfs = await MemoryVFS.create('memory', module) as MemoryVfs
  const disk = { full: false, saysSaved: false }, writeFile = vfs.jWrite.bind(vfs)
  vfs.jWrite = (fileId, data, offset) => (disk.full ? disk.saysSaved ? 0 : IOERR_WRITE : writeFile(fileId, data, offset))
  bufferLog(vfs, (fileId) => vfs.mapIdToFile.get(fileId)?.pathname.endsWith('-wal') === true)
  module.vfs_register(plainBuffers(vfs, module), false)
  return { module, vfs, disk }
}

export async function createSimReplica({ name, person, model, clock, random, network, coverage, openSocket, log, broken }: ReplicaParts): Promise<SimReplica> {
  const machine = idleMachines.pop() ?? await makeMachine()
  const { module, vfs, disk } = machine
  disk.saysSaved = broken.saysSaved === true
  const file = await newDatabase(model)
  vfs.mapNameToFile.set(`/${name}.db`, { pathname: `/${name}.db`, flags: 0, size: file.byteLength, data: file.slice().buffer })
  const openStore = async (model: Model): Promise<Store> => {
    const db = await connect(module, vfs.name, `${name}.db`)
    for (const pragma of pragmas) pragma(db)
    const store = createStore({ db, model, clock, random, log, storage: { kind: 'memory', databaseName: name } })
    broken.opened?.(store)
    return store
  }
  const mirrors = createFakeMirrorRegistry()
  const faults: Fault[] = [], faultsAt = new Map<string, Fault[]>()
  let token: string | null = null
  const drawn = (path: string): Fault => faultsAt.get(requestName(path))?.shift() ?? faults.shift() ?? 'none'
  const device = {
    online: () => replica.online,
    replicaId: () => replica.store.core.replicaId,
    fault: (path: string): Fault => (replica.oneWay === null ? drawn(path) : replica.oneWay === 'hears' ? 'lost' : 'answerLost'),
  }
  const authorization = (): Record<string, string> => (token === null ? {} : { authorization: `Bearer ${token}` })
  const sockets = createSimSockets(openSocket, { online: device.online, hears: () => replica.oneWay !== 'is heard', isHeard: () => replica.oneWay !== 'hears', authorization })
  const whole = createPushTransport({ origin, fetch: network.fetch(device), clock, sender: 'page', bearer: (given) => { token = given } })
  const underWay = { calls: 0 }
  let around: Around = (step) => step()
  const transport = counted(broken.transport?.(whole) ?? whole, underWay)
  const startWorker = (store: Store): { changes: ChangesWorker; last: LastWords; end: () => void } => {
    let ended = false
    const last: LastWords = { left: Infinity, heard: false, of: null, said: (word) => { coverage.lastWord(word, last.heard) } }
    const sync = { ...store.sync, ...broken.sync?.(store.sync, store) }
    const changes = createChangesWorker({
      databaseName: name, db: asPort<Db>({ ...sync, turn: (of, unsent) => around(() => sync.turn(of, unsent)) }, () => ended, last), onCommit: (listener) => { store.onCommit(listener) },
      transport, sockets, mirrors, clock, random, locks: createFakeLocks(), log: (...line) => { if (!ended) log(...line) },
    })
    return { changes, last, end: () => { ended = true; changes.stop() } }
  }

  const firstStore = await openStore(model)
  let worker = startWorker(firstStore), before: typeof worker | null = null
  const close = (): void => {
    before?.end()
    before = null
    worker.end()
    sockets.breakAll()
    replica.store.close()
  }
  const replica: SimReplica = {
    name, person: person.email, model, store: firstStore, changes: worker.changes, clock, faults, faultsAt, disk, online: true, oneWay: null,
    close: () => {
      close()
      disk.full = false
      vfs.mapNameToFile.clear()
      if (!idleMachines.includes(machine)) idleMachines.push(machine)
    },
    pushInBackground: async () => {
      const mirror = await mirrors.open(name)
      const identity = await mirror.identity()
      if (identity === null || identity.workspaceId === null || identity.userId === null) return
      const account = { workspaceId: identity.workspaceId, userId: identity.userId }
      await drain({ source: await createMirrorSource(mirror, identity), transport, account, clock, locked: (work) => work() })
    },
    goOffline: () => {
      replica.online = false
      sockets.breakAll()
    },
    heal: () => {
      replica.oneWay = null
      sockets.deliverHeld()
    },
    turn: async (of, looked) => {
      around = looked
      try {
        const { data } = replica.store, { undo, redo, undoAct } = data
        const direct = asPort<DataPort>({ ...data, undo: () => looked(undo), redo: () => looked(redo), undoAct: (id) => looked(() => undoAct(id)) }, () => false, null)
        return await turn({ data: (use) => must(use(direct as never)), changes: (use) => must(use(replica.changes.api as never)) }, of)
      } finally {
        around = (step) => step()
      }
    },
    sends: async (change) => {
      const { workspaceId, userId, replicaId, schemaVersion } = replica.store.sync.identity()
      const answer = await whole.push({ workspaceId: workspaceId ?? '', userId: userId ?? '' }, { replicaId, sentAt: new Date(clock.now()).toISOString(), schemaVersion, changes: [change] })
      return answer.ok ? answer.value.results[0] ?? null : null
    },
    mustSignIn: async () => {
      const status = await replica.changes.api.status()
      return status.ok && status.value.state === 'signed_out'
    },
    signOut: async () => (await replica.changes.api.logout()).ok,
    signIn: async () => {
      const session = await replica.changes.api.login({ ...person, deviceName: name })
      const bound = session.ok && await replica.changes.api.bindAccount({ userId: session.value.user.id, workspaceId: session.value.workspace.id })
      return bound !== false && bound.ok
    },
    takeOver: async () => {
      if (before !== null) return
      before = worker
      worker = startWorker(replica.store)
      replica.changes = worker.changes
      await replica.changes.start()
    },
    // [I23, J1] What was acknowledged is there again.
    reload: async () => {
      const acknowledged = idsOf(replica.store)
      const mirrored = broken.crashed === undefined ? [] : await (await mirrors.open(name)).mutations(-1, 10_000)
      broken.crashed?.(replica.store, mirrored.map(({ mutationId }) => mutationId))
      // What lies in the files in that moment is all that the next one finds: closing in good order would write.
      const left = [...vfs.mapNameToFile].map(([path, file]) => [path, { ...file, data: file.data.slice(0) }] as const)
      close()
      vfs.mapNameToFile.clear()
      for (const [path, file] of left) vfs.mapNameToFile.set(path, file)
      disk.full = false
      replica.store = await openStore(replica.model)
      const there = new Set(idsOf(replica.store)), lost = acknowledged.filter((id) => !there.has(id))
      if (lost.length > 0) throw new Error(`[I23] ${name} had said of ${lost.length} changes that they are saved, and has them no more`)
      worker = startWorker(replica.store)
      replica.changes = worker.changes
      await replica.changes.start()
    },
    update: async () => {
      replica.model = after(replica.model) ?? replica.model
      await replica.reload()
    },
    lastWords: (calls, heard, of) => { Object.assign(worker.last, { left: calls, heard, of: of ?? null }) },
    busy: () => sockets.opening > 0 || underWay.calls > 0,
  }
  return replica
}

const idsOf = ({ core }: Store): string[] => core.db.values<string>('SELECT id FROM local_changes')

type DataPort = Omit<DataApiPort, 'subscribe'>

interface LastWords { left: number; heard: boolean; of: readonly string[] | null; said(word: string): void }

/** A request's body may be packed in another thread before anything travels: a story waits for that too, or it would not be told the same twice. */
function counted(transport: SyncTransport, underWay: { calls: number }): SyncTransport {
  const counting = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) => async (...args: Args): Promise<T> => {
    underWay.calls += 1
    try {
      return await call(...args)
    } finally {
      underWay.calls -= 1
    }
  }
  return { ...transport, push: counting(transport.push), pull: counting(transport.pull), snapshot: counting(transport.snapshot), giveBack: counting(transport.giveBack) }
}

/** As a port copies; what is made of plain objects and lists in a fraction of the time. */
function copied(value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(copied)
  // It also refuses what no port lets through.
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value)
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) copy[name] = copied((value as Record<string, unknown>)[name])
  return copy
}

const isOver = (last: LastWords | null): boolean => last !== null && last.left < 0

/** The db-worker as it answers over a port: a promise of a Result, its content copied. */
function asPort<Port>(direct: Direct<Port>, gone: () => boolean, last: LastWords | null): Port {
  const entries = Object.entries(direct as object).map(([name, method]) => [name, (...args: unknown[]) => {
    // Nobody answers from a thread that is gone.
    if (gone() || isOver(last)) return new Promise(() => undefined)
    if (last !== null && last.of?.includes(name) !== false) last.left -= 1
    if (last !== null && isOver(last)) last.said(name)
    if (isOver(last) && last?.heard !== true) return new Promise(() => undefined)
    try {
      const value = (method as (...args: unknown[]) => unknown)(...args.map(copied))
      if (isOver(last)) return new Promise(() => undefined)
      return Promise.resolve(ok(copied(value)))
    } catch (error) {
      return Promise.resolve(err(toSatchelError(error).toBody()))
    }
  }])
  return Object.fromEntries(entries) as unknown as Port
}
