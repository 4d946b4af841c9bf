import type { BrowserContext } from '@playwright/test'
import type { Device } from './setup-satchel.ts'

/* What a browser does to a service worker by itself, by Chromium's protocol. */

/** A retry of Background Sync, which comes after the browser's own, longer back-off. */
export async function dispatchSync(device: Device): Promise<void> {
  const { cdp, ...worker } = await registrationOf(device)
  await cdp.send('ServiceWorker.dispatchSyncEvent', { ...worker, tag: 'satchel-push', lastChance: false })
}

/** A message that its push service brings. */
export async function deliverPush(device: Device, data: string): Promise<void> {
  const { cdp, ...worker } = await registrationOf(device)
  await cdp.send('ServiceWorker.deliverPushMessage', { ...worker, data })
}

/** How many windows the service worker sees, controlled or not. */
export async function windowsSeen(context: BrowserContext): Promise<number> {
  const worker = context.serviceWorkers()[0] ?? await context.waitForEvent('serviceworker')
  return worker.evaluate(async () => (await (globalThis as unknown as { clients: { matchAll(options: object): Promise<unknown[]> } }).clients.matchAll({ type: 'window', includeUncontrolled: true })).length)
}

async function registrationOf(device: Device) {
  const cdp = await device.cdp(device.page)
  const registration = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find((one) => one.scopeURL.startsWith(device.origin))
      if (found !== undefined) resolve(found.registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  return { cdp, origin: device.origin, registrationId: await registration }
}
