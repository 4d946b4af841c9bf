import { browserWasm, type Program } from './browser-wasm.ts'
import { productModel } from '../model/model.ts'
import { systemClock } from '../shared/clock.ts'
import { toSatchelError } from '../shared/errors.ts'
import { consoleLog } from '../shared/log.ts'
import { systemRandom } from '../shared/random.ts'
import type { Closed, Gone, Opened, OpenRequest, ToDbWorker } from './contract.ts'
import { opfsFiles } from './database-files.ts'
import { openMemory, type WasmSource } from './open-memory.ts'
import { openOpfs } from './open-opfs.ts'
import { serve } from './serve.ts'
import { createStoreHost } from './store-host.ts'
import type { HostStorage, StoreHost } from './store-host.ts'

declare const self: DedicatedWorkerGlobalScope

let host: StoreHost | null = null
let wasm: () => Promise<WasmSource>
const syncPorts: MessagePort[] = []

/** Begins to serve; `heard` came in before. */
export function startThread(program: Program, heard: readonly ToDbWorker[]): void {
  wasm = browserWasm(program)
  self.addEventListener('message', ({ data }: MessageEvent<ToDbWorker>) => { hear(data) })
  // A thread's first messages wait for its page, which is busy starting (leader.ts names the thread).
  const [, named] = /^db-worker (.+)$/.exec(self.name) ?? []
  // Where nothing durable is to be had it goes on in memory, not silently: StorageInfo.kind says so, and every screen with it.
  if (named !== undefined) open({ databaseName: named, allowMemory: true })
  for (const message of heard) hear(message)
}

function hear(message: ToDbWorker): void {
  switch (message.type) {
    case 'open':
      open(message)
      break
    case 'connect':
      if (host !== null) serve(host, message.role, message.port)
      if (message.role === 'sync') syncPorts.push(message.port)
      break
    case 'close':
      end(false)
      break
  }
}

function open({ databaseName, allowMemory }: Omit<OpenRequest, 'type'>): void {
  if (host === null) takeFiles(databaseName)
  host = createStoreHost({
    databaseName, allowMemory, storage: privateFiles(databaseName), model: productModel, clock: systemClock, random: systemRandom, log: consoleLog,
  })
  host.info().then(
    (info) => { post({ type: 'opened', info }) },
    (thrown: unknown) => { post({ type: 'failed', error: toSatchelError(thrown).toBody() }) })
}

/**
 * Whoever opens the files holds their lock, and takes it from whoever has it. The leader lock is not enough: a leader robbed of that because its
 * page hangs cannot end this thread, which does not hang and would keep the files.
 *
 *   page A hangs ── B steals the lead ── B's db-worker steals the files' lock ──▶ A's db-worker: closes, ends, its changes worker too
 *                                        └── waits for the files (open-opfs.ts) ◀──── free ──┘
 *
 * Should A have been granted the lead, hung, and only now start its thread, it robs B's in turn; B's page is told, and asks for the lead anew.
 */
function takeFiles(databaseName: string): void {
  const untilRobbed = (): Promise<void> => new Promise(() => undefined)
  navigator.locks.request(`satchel-files:${databaseName}`, { steal: true }, untilRobbed).catch(() => {
    end(true)
  })
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
