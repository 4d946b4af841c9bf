import { productModel } from '../model/model.ts'
import { systemClock } from '../shared/clock.ts'
import { toSatchelError } from '../shared/errors.ts'
import { consoleLog } from '../shared/log.ts'
import { systemRandom } from '../shared/random.ts'
import type { Opened, ToDbWorker } from './contract.ts'
import { openStore } from './open-store.ts'
import type { OpenedStore } from './open-store.ts'
import { serve } from './serve.ts'

declare const self: DedicatedWorkerGlobalScope

let opening: Promise<OpenedStore> | null = null

self.addEventListener('message', ({ data: message }: MessageEvent<ToDbWorker>) => {
  switch (message.type) {
    case 'open':
      opening = openStore({ ...message, model: productModel, clock: systemClock, random: systemRandom, log: consoleLog })
      opening.then(
        ({ store }) => { post({ type: 'opened', info: store.data.storage() }) },
        (thrown: unknown) => { post({ type: 'failed', error: toSatchelError(thrown).toBody() }) })
      break
    case 'connect':
      void opening?.then(({ store }) => { serve(store, message.role, message.port) })
      break
    case 'close':
      void Promise.resolve(opening?.then(({ store }) => { store.close() })).catch(() => undefined).then(() => {
        self.postMessage({ type: 'closed' })
        self.close()
      })
      break
  }
})

function post(message: Opened): void { self.postMessage(message) }
