import { SatchelError } from '../shared/errors.ts'

/* The browser's side of Web Push: one subscription, which every account and workspace here shares. */

/** Null: this browser has no service worker of ours, or no Web Push. */
export async function registered(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator) || !('Notification' in globalThis) || !('PushManager' in globalThis)) return null
  return await navigator.serviceWorker.getRegistration() ?? null
}

/** The subscription for this key of the server's; made for another one, or where it is to be `fresh`, it is made anew. */
export async function subscriptionFor({ pushManager }: ServiceWorkerRegistration, publicKey: string, { fresh = false } = {}): Promise<{ subscription: PushSubscription; kept: boolean }> {
  const existing = await pushManager.getSubscription()
  if (existing !== null && !fresh && keyText(existing.options.applicationServerKey) === publicKey) return { subscription: existing, kept: true }
  await existing?.unsubscribe()
  try {
    return { subscription: await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }), kept: false }
  } catch (thrown) {
    throw new SatchelError('server_unreachable', 'The browser could not reach its push service. Try again later.', { cause: thrown, details: { why: 'push_service' } })
  }
}

const keyText = (key: ArrayBuffer | null): string | null =>
  (key === null ? null : btoa(String.fromCharCode(...new Uint8Array(key))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
