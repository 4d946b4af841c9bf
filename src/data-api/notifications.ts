import { createWantedStore, type AccountAnswer, type AccountCall, type AccountInput } from '../changes-worker/contract.ts'
import { productModel } from '../model/model.ts'
import { isPeoples } from '../model/policies.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

/**
 * Notifications on this device, for the account and workspace that are open. The server sends a hint by Web Push, and the service worker shows what comes
 * of it (decision 0036).
 */
export function createNotifications(connection: () => Connection, account: () => { userId: string; workspaceId: string } | null): Satchel['notifications'] {
  const wanted = createWantedStore()
  // Comlink carries no type parameter; what the names stand for is declared once (protocol/account.ts).
  const call = async <K extends AccountCall>(name: K, input: AccountInput<K>): Promise<AccountAnswer<K>> =>
    await connection().changes((api) => api.account(name, input), { once: input !== null }) as AccountAnswer<K>
  const own = async () => (await wanted.all()).find(({ databaseName }) => databaseName === connection().database)

  return {
    // What says that two records are apart is no news to anybody.
    entities: [...productModel.entities.values()].filter((entity) => isPeoples(entity) && entity.insteadOfDelete === undefined).map(({ name, label }) => ({ name, label: label.many })),
    state: async () => {
      const registration = await registered()
      if (registration === null) return { possible: 'unsupported', entities: [] }
      if (Notification.permission === 'denied') return { possible: 'blocked', entities: [] }
      const subscribed = Notification.permission === 'granted' && await registration.pushManager.getSubscription() !== null
      return { possible: 'yes', entities: subscribed ? (await own())?.entities.map(({ name }) => name) ?? [] : [] }
    },
    want: async (names) => {
      const entities = names.map((name) => {
        const entity = productModel.entities.get(name)
        if (entity === undefined || !isPeoples(entity)) throw new SatchelError('invalid', `There is nothing to be told of "${String(name)}".`)
        return { name, label: entity.label.many }
      })
      const database = connection().database
      if (entities.length === 0) {
        await stop(database)
        return
      }
      // First of all: browsers ask the person only while they still see the click.
      const permission = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied'
      const registration = await registered(), whose = account()
      if (registration === null) throw new SatchelError('invalid', 'This browser cannot show notifications of this app.')
      if (permission !== 'granted') throw new SatchelError('cancelled', 'The browser was not allowed to show notifications, so nothing was changed.')
      if (whose === null) throw new SatchelError('signed_out', 'Sign in to be told of what others change.')
      const { publicKey } = await call('hintKey', null)
      const { endpoint, keys } = (await subscriptionFor(registration, publicKey)).toJSON()
      const { id } = await call('subscribeHints', { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '', entities: entities.map(({ name }) => name) })
      await wanted.put({ databaseName: database, id, ...whose, entities })
    },
  }

  /** Nothing is shown from now on, whatever the server can still be told. */
  async function stop(database: string): Promise<void> {
    await wanted.remove(database)
    if ((await wanted.all()).length === 0) await (await (await registered())?.pushManager.getSubscription())?.unsubscribe()
    await call('unsubscribeHints', {})
  }
}

/** Null: this browser has no service worker of ours, or no Web Push. */
async function registered(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator) || !('Notification' in globalThis) || !('PushManager' in globalThis)) return null
  return await navigator.serviceWorker.getRegistration() ?? null
}

/** The browser's one subscription, which every account here shares; made for another key of the server's, it is made anew. */
async function subscriptionFor(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  const existing = await registration.pushManager.getSubscription()
  if (existing !== null && keyText(existing.options.applicationServerKey) === publicKey) return existing
  await existing?.unsubscribe()
  try {
    return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  } catch (thrown) {
    throw new SatchelError('server_unreachable', 'The browser could not reach its push service. Try again later.', { cause: thrown })
  }
}

const keyText = (key: ArrayBuffer | null): string | null =>
  (key === null ? null : btoa(String.fromCharCode(...new Uint8Array(key))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
