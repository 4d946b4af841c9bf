/// <reference lib="webworker" />
import { systemClock } from '../shared/clock.ts'
import { consoleLog } from '../shared/log.ts'
import { backgroundSyncTag } from '../changes-worker/contract.ts'
import { createDeviceKey } from '../outbox/device-key.ts'
import { createIndexedDbRegistry } from '../outbox/indexed-db-mirror.ts'
import { removeLocalFiles } from '../outbox/local-files.ts'
import { createWebLocks } from '../outbox/locks.ts'
import { tellMirrorNews } from '../outbox/mirror-news.ts'
import { createPushTransport } from '../outbox/push-transport.ts'
import { createRefreshingTransport } from '../outbox/refreshing-transport.ts'
import type { ToServiceWorker } from './contract.ts'
import { serveNotifications } from './notifications.ts'
import { pushFromMirrors } from './push-from-mirrors.ts'
import { serveShell, type ShellFile } from './shell.ts'

/** The entry: the offline shell, and sending with the tabs closed. */
declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: ShellFile[] }

/** The two events that the type library does not know. */
interface TaggedEvent extends ExtendableEvent { readonly tag: string }

serveShell(self.__WB_MANIFEST)

self.addEventListener('message', ({ data }: ExtendableMessageEvent) => {
  if ((data as ToServiceWorker | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})

const onTag = (event: Event): void => {
  const tagged = event as TaggedEvent
  if (tagged.tag === backgroundSyncTag) tagged.waitUntil(pushInBackground())
}
self.addEventListener('sync', onTag)
self.addEventListener('periodicsync', onTag)

const locks = createWebLocks(navigator.locks, systemClock)
const transport = createRefreshingTransport(createPushTransport({ origin: self.location.origin, fetch: (url, init) => fetch(url, init), clock: systemClock, sender: 'service-worker', deviceKey: createDeviceKey() }), locks)

serveNotifications(self, transport, pushInBackground)

async function pushInBackground(): Promise<void> {
  const again = await pushFromMirrors({
    mirrors: createIndexedDbRegistry(),
    transport,
    locks,
    clock: systemClock,
    log: consoleLog,
    onAnswers: (databaseName) => { tellMirrorNews(databaseName) },
    remove: removeLocalFiles,
  })
  // To the browser, a rejection is the request to fire the event again later.
  if (again.length > 0) throw new Error(`Not everything was sent: ${again.map((failure) => failure.kind).join(', ')}`)
}
