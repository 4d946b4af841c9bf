/// <reference lib="webworker" />
import { tellMirrorNews } from '../outbox/mirror-news.ts'
import type { SyncTransport } from '../outbox/sync-transport.ts'
import { createWantedStore } from '../outbox/wanted-hints.ts'
import type { FromServiceWorker } from './contract.ts'
import { renewSubscription } from './renew-subscription.ts'
import { showHint, type Notice } from './show-hint.ts'

/** Event of a subscription that the browser gave up or renewed; the type library does not know its fields everywhere. */
interface SubscriptionChange extends ExtendableEvent { readonly oldSubscription?: PushSubscription | null; readonly newSubscription?: PushSubscription | null }

/** Hears hints, shows notifications, and opens what they are about. `sync`: sends what waits, since the device is awake. */
export function serveNotifications(scope: ServiceWorkerGlobalScope, transport: Pick<SyncTransport, 'auth'>, sync: () => Promise<void>): void {
  const wanted = createWantedStore()
  const windows = (): Promise<readonly WindowClient[]> => scope.clients.matchAll({ type: 'window', includeUncontrolled: true })

  scope.addEventListener('push', (event) => {
    const shown = showHint({
      wanted, transport, wakeTabs: (databaseName) => { tellMirrorNews(databaseName, 'hint') },
      isSeen: async () => (await windows()).some(({ visibilityState }) => visibilityState === 'visible'),
      show: ({ title, body, tag, path }) => scope.registration.showNotification(title, { body, tag, icon: '/icons/satchel-192.png', data: { path } }),
    }, event.data?.text() ?? null)
    // What was written here meanwhile may go as well; it is sent later otherwise.
    event.waitUntil(Promise.all([shown, sync().catch(() => undefined)]))
  })

  scope.addEventListener('notificationclick', (event) => {
    event.notification.close()
    const { path } = event.notification.data as Pick<Notice, 'path'>
    event.waitUntil(open(path))
  })
  const open = async (path: string): Promise<void> => {
    const [window] = await windows()
    if (window === undefined) {
      await scope.clients.openWindow(path)
      return
    }
    window.postMessage({ type: 'OPEN', path } satisfies FromServiceWorker)
    // Some browsers let nobody but the person bring a window forward.
    await window.focus().catch(() => undefined)
  }

  scope.addEventListener('pushsubscriptionchange', (event) => {
    const { oldSubscription = null, newSubscription = null } = event as SubscriptionChange
    const subscribe = (applicationServerKey: string | ArrayBuffer): Promise<PushSubscription> => scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
    ;(event as SubscriptionChange).waitUntil(renewSubscription({ wanted, transport, subscribe }, oldSubscription, newSubscription))
  })
}
