import type { BrowserContext } from '@playwright/test'
import type { PushTarget } from '../support/push-service.ts'

/** A browser would ask its vendor's service for a subscription. It answers with the stand-in's, and remembers it as a browser does. */
export async function standInForPush(context: BrowserContext, { endpoint, p256dh, auth }: PushTarget): Promise<void> {
  await context.addInitScript(({ endpoint, p256dh, auth }) => {
    const key = 'test.push'
    const subscription = (serverKey: string): object => ({
      endpoint, options: { applicationServerKey: Uint8Array.from(atob(serverKey.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0)).buffer },
      toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
      unsubscribe: async () => { localStorage.removeItem(key); return true },
    })
    PushManager.prototype.subscribe = async (options) => {
      localStorage.setItem(key, String(options?.applicationServerKey))
      return subscription(String(options?.applicationServerKey)) as PushSubscription
    }
    PushManager.prototype.getSubscription = async () => {
      const kept = localStorage.getItem(key)
      return kept === null ? null : subscription(kept) as PushSubscription
    }
  }, { endpoint, p256dh, auth })
}
