import { productModel } from '../model/model.ts'
import { systemClock } from '../shared/clock.ts'
import { toSatchelError } from '../shared/errors.ts'
import { consoleLog } from '../shared/log.ts'
import { systemRandom } from '../shared/random.ts'
import type { Closed, Opened, ToDbWorker } from './contract.ts'
import { opfsFiles } from './database-files.ts'
import { openMemory } from './open-memory.ts'
import { browserWasm, openOpfs } from './open-opfs.ts'
import { serve } from './serve.ts'
import { createStoreHost } from './store-host.ts'
import type { HostStorage, StoreHost } from './store-host.ts'

declare const self: DedicatedWorkerGlobalScope

let host: StoreHost | null = null

self.addEventListener('message', ({ data: message }: MessageEvent<ToDbWorker>) => {
  switch (message.type) {
    case 'open':
      host = createStoreHost({ ...message, storage: privateFiles(message.databaseName), model: productModel, clock: systemClock, random: systemRandom, log: consoleLog })
      host.info().then(
        (info) => { post({ type: 'opened', info }) },
        (thrown: unknown) => { post({ type: 'failed', error: toSatchelError(thrown).toBody() }) })
      break
    case 'connect':
      if (host !== null) serve(host, message.role, message.port)
      break
    case 'close':
      void Promise.resolve(host?.close()).catch(() => undefined).then(() => {
        post({ type: 'closed' })
        self.close()
      })
      break
  }
})

/** This origin's private file system. */
const privateFiles = (databaseName: string): HostStorage => ({
  files: opfsFiles(databaseName),
  open: () => openOpfs(databaseName, systemClock),
  openMemory: () => openMemory(browserWasm),
})

function post(message: Opened | Closed): void { self.postMessage(message) }
