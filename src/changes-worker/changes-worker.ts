import * as Comlink from 'comlink'
import { systemClock } from '../shared/clock.ts'
import { consoleLog } from '../shared/log.ts'
import { systemRandom } from '../shared/random.ts'
import type { Gone, SyncPort, TablesChanged } from '../db-worker/contract.ts'
import { createDeviceKey } from '../outbox/device-key.ts'
import { createIndexedDbRegistry } from '../outbox/indexed-db-mirror.ts'
import { createWebLocks } from '../outbox/locks.ts'
import { createPushTransport } from '../outbox/push-transport.ts'
import { listenForMirrorNews } from '../outbox/mirror-news.ts'
import type { StartRequest, ToChangesWorker } from './contract.ts'
import { createChangesWorker, type ChangesWorker } from './create-changes-worker.ts'
import { webSockets } from './sockets.ts'

/** The thread's entry: puts the parts together; everything else runs in Node too. */
let worker: ChangesWorker | null = null

self.addEventListener('message', ({ data }: MessageEvent<ToChangesWorker>) => {
  if (data.type === 'start') worker = assemble(data)
  else if (data.type === 'connect') { if (worker) Comlink.expose(worker.api, data.port) }
  else end()
})

function end(): void {
  worker?.stop()
  self.close()
}

function assemble({ db: dbPort, apiOrigin, databaseName }: StartRequest): ChangesWorker {
  const db = Comlink.wrap<SyncPort>(dbPort)
  // The former leader's, whose page hangs: nothing it asks is answered any more, and it must not keep the push lock (P6).
  dbPort.addEventListener('message', ({ data }: MessageEvent<Partial<Gone>>) => { if (data.type === 'gone') end() })
  const created = createChangesWorker({
    databaseName,
    db,
    onCommit: (listener) => {
      const channel = new MessageChannel()
      channel.port1.onmessage = ({ data }: MessageEvent<TablesChanged>) => { listener(data) }
      void db.subscribe(Comlink.transfer(channel.port2, [channel.port2]))
    },
    transport: createPushTransport({ origin: apiOrigin, fetch: (url, init) => fetch(url, init), clock: systemClock, sender: 'page', deviceKey: createDeviceKey() }),
    sockets: webSockets,
    mirrors: createIndexedDbRegistry(),
    clock: systemClock,
    random: systemRandom,
    locks: createWebLocks(navigator.locks, systemClock),
    log: consoleLog,
  })
  created.start().catch((error: unknown) => { consoleLog('error', 'changes worker did not start', { error: String(error) }) })
  listenForMirrorNews(databaseName, (news) => {
    // A hint came over the network and from the server: neither is away.
    void created.api.notify(news === 'hint' ? 'online' : 'sync')
  })
  return created
}
