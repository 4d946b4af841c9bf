import * as Comlink from 'comlink'
import type { ConnectRequest, DataApiPort, OpenRequest, Opened, StorageInfo, SyncPort, TablesChanged, ToDbWorker } from '../../src/db-worker/contract.ts'
import type { DbPorts, OpenDbPorts } from '../support/db-ports.ts'

let made = 0

/** The db-worker's ports over the real worker and the real file system of this browser; each time another database. */
export const openOpfsPorts: OpenDbPorts = () => {
  made += 1
  return openDatabase(`test-${Date.now()}-${made}`)
}

/** A thread that opens one database after another: here its two hundred modules come one by one, which takes longer than most tests. */
let thread: Worker | null = null

async function openDatabase(databaseName: string): Promise<DbPorts> {
  const worker = thread ??= new Worker(new URL('../../src/db-worker/db-worker.ts', import.meta.url), { type: 'module' })
  const info = await open(worker, databaseName)
  if (info.kind !== 'opfs') throw new Error('The suite was to run on real files.')
  const data = connect<DataApiPort>(worker, 'data')
  const sync = connect<SyncPort>(worker, 'sync')
  const commits: TablesChanged[] = []
  const channel = new MessageChannel()
  channel.port1.onmessage = (event: MessageEvent<TablesChanged>) => { commits.push(event.data) }
  await data.subscribe(Comlink.transfer(channel.port2, [channel.port2]))
  return {
    data: patient(data) as unknown as DbPorts['data'],
    sync: patient(sync) as unknown as DbPorts['sync'],
    commits,
    reopen: () => {
      worker.terminate()
      thread = null
      return openDatabase(databaseName)
    },
    close: () => Promise.resolve(),
  }
}

function open(worker: Worker, databaseName: string): Promise<StorageInfo> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data: message }: MessageEvent<Opened>) => {
      if (message.type === 'opened') resolve(message.info)
      else if (message.type === 'failed') reject(new Error(`${message.error.code}: ${message.error.message}`))
    })
    worker.addEventListener('error', (event) => { reject(new Error(event.message)) })
    post(worker, { type: 'open', databaseName, allowMemory: false } satisfies OpenRequest)
  })
}

function connect<Api>(worker: Worker, role: ConnectRequest['role']): Comlink.Remote<Api> {
  const channel = new MessageChannel()
  post(worker, { type: 'connect', role, port: channel.port1 }, [channel.port1])
  return Comlink.wrap<Api>(channel.port2)
}

const post = (worker: Worker, message: ToDbWorker, transfer: Transferable[] = []): void => { worker.postMessage(message, transfer) }

/** Answers and commits come on two ports, in no promised order: an answer waits for the commits posted before it. */
function patient(remote: object): object {
  const methods = remote as Record<string, (...args: unknown[]) => Promise<unknown>>
  return new Proxy({}, {
    get: (_target, name: string) => async (...args: unknown[]) => {
      const answer = await methods[name]?.(...args)
      await new Promise((resolve) => { setTimeout(resolve, 0) })
      return answer
    },
  })
}
