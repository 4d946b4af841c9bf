import { browserWasm, type Program } from './browser-wasm.ts'
import { productModel } from '../model/model.ts'
import { systemClock } from '../shared/clock.ts'
import { toSatchelError } from '../shared/errors.ts'
import { consoleLog } from '../shared/log.ts'
import { systemRandom } from '../shared/random.ts'
import type { Closed, ConnectRequest, Gone, Opened, OpenRequest, ToDbWorker } from './contract.ts'
import { opfsFiles } from './database-files.ts'
import { createFilesLock, type FilesLock } from './files-lock.ts'
import { openMemory, type WasmSource } from './open-memory.ts'
import { openOpfs } from './open-opfs.ts'
import { serve } from './serve.ts'
import { createStoreHost } from './store-host.ts'
import type { HostStorage, StoreHost } from './store-host.ts'

declare const self: DedicatedWorkerGlobalScope

let host: StoreHost | null = null
let wasm: () => Promise<WasmSource>
let lock: FilesLock | null = null
/** The lock of what is open. */
let opened: FilesLock | null = null
/** Ports that came before a database was open, in order. */
const early: ConnectRequest[] = []
const syncPorts: MessagePort[] = []

/**
 * Begins to serve; `heard` came in before. Where the thread's name says what to open and nobody has its files, it opens them unasked: a page starts its thread while it asks
 * for the lead, and tells by `open` when it has that.
 * @param files the lock of what the name says; null: it says nothing
 */
export function startThread(program: Program, files: FilesLock | null, heard: readonly ToDbWorker[]): void {
  wasm = browserWasm(program)
  lock = files
  self.addEventListener('message', ({ data }: MessageEvent<ToDbWorker>) => { hear(data) })
  // Where nothing durable is to be had it goes on in memory, not silently: StorageInfo.kind says so, and every screen with it.
  void files?.free.then((free) => { if (free && opened === null) open(files, { databaseName: files.databaseName, allowMemory: true }) })
  for (const message of heard) hear(message)
}

function hear(message: ToDbWorker): void {
  switch (message.type) {
    case 'open':
      void openNow(message)
      break
    case 'connect':
      if (host === null) early.push(message)
      else connect(host, message)
      break
    case 'close':
      end(false)
      break
  }
}

/** Whoever asks for it leads: where somebody else has the files, they are taken (open-opfs.ts waits for them). */
async function openNow(request: Omit<OpenRequest, 'type'>): Promise<void> {
  if (lock?.databaseName !== request.databaseName) lock = createFilesLock(request.databaseName)
  const free = await lock.free
  if (opened === lock) return
  if (!free) lock.steal()
  open(lock, request)
}

function open(files: FilesLock, { databaseName, allowMemory }: Omit<OpenRequest, 'type'>): void {
  opened = files
  files.onRobbed(() => { end(true) })
  const opening = host = createStoreHost({
    databaseName, allowMemory, storage: privateFiles(databaseName), model: productModel, clock: systemClock, random: systemRandom, log: consoleLog,
  })
  for (const waiting of early.splice(0)) connect(opening, waiting)
  opening.info().then(
    (info) => { post({ type: 'opened', info }) },
    (thrown: unknown) => { post({ type: 'failed', error: toSatchelError(thrown).toBody() }) })
}

function connect(to: StoreHost, { role, port }: ConnectRequest): void {
  serve(to, role, port)
  if (role === 'sync') syncPorts.push(port)
}

/** What arrives after this finds nobody: its callers make their calls again to the next leader, under the same ids. */
function end(robbed: boolean): void {
  void Promise.resolve(host?.close()).catch(() => undefined).then(() => {
    if (robbed) for (const port of syncPorts) port.postMessage({ type: 'gone' } satisfies Gone)
    post({ type: 'closed', robbed })
    self.close()
  })
}

/** This origin's private file system. */
const privateFiles = (databaseName: string): HostStorage => ({
  files: opfsFiles(databaseName),
  open: () => openOpfs(databaseName, wasm, systemClock),
  openMemory: async () => openMemory(await wasm()),
})

function post(message: Opened | Closed): void { self.postMessage(message) }
