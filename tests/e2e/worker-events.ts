import type { Worker } from '@playwright/test'
import { expect, type Device } from './setup-satchel.ts'

/* What a browser does to a service worker by itself, by Chromium's protocol. */

/** A retry of Background Sync, which comes after the browser's own, longer back-off. */
export async function dispatchSync(device: Device): Promise<void> {
  const { cdp, scopeURL: _, ...worker } = await registrationOf(device)
  await cdp.send('ServiceWorker.dispatchSyncEvent', { ...worker, tag: 'satchel-push', lastChance: false })
}

/**
 * A message that its push service brings: again, as such a service does, until a worker has had it. The protocol loses it without a word where the worker is
 * just being stopped.
 */
export async function deliverPush(device: Device, data: string): Promise<void> {
  const { cdp, scopeURL, ...worker } = await registrationOf(device)
  const heard = async (): Promise<Map<Worker, number | null>> => new Map(await Promise.all(device.context.serviceWorkers().filter((worker) => worker.url().startsWith(`${device.origin}/`)).map(async (worker) => [worker, await pushesHeard(worker)] as const)))
  await expect(async () => {
    await cdp.send('ServiceWorker.startWorker', { scopeURL })
    const before = await heard()
    expect([...before.values()].some((count) => count !== null)).toBe(true)
    await cdp.send('ServiceWorker.deliverPushMessage', { ...worker, data })
    await expect.poll(async () => [...await heard()].some(([one, count]) => count !== null && count > (before.get(one) ?? Infinity)), { timeout: 5_000 }).toBe(true)
  }).toPass({ timeout: 90_000 })
  await cdp.detach()
}

/** How many messages a worker has had since it was first asked; null: it does not answer, as one that has been stopped meanwhile. */
const pushesHeard = (worker: Worker): Promise<number | null> => Promise.race([
  worker.evaluate(() => {
    const scope = globalThis as unknown as EventTarget & { pushesHeard?: number }
    if (scope.pushesHeard === undefined) scope.addEventListener('push', () => { scope.pushesHeard! += 1 })
    return scope.pushesHeard ??= 0
  }).catch(() => null),
  new Promise<null>((resolve) => { setTimeout(() => { resolve(null) }, 2_000) }),
])

/** This device's own service worker: a profile that others had before has those of their servers too. */
export async function ownWorker({ context, origin }: Pick<Device, 'context' | 'origin'>): Promise<Worker> {
  const isOwn = (worker: Worker): boolean => worker.url().startsWith(`${origin}/`)
  return context.serviceWorkers().find(isOwn) ?? context.waitForEvent('serviceworker', isOwn)
}

/** How many windows the service worker sees, controlled or not. */
export async function windowsSeen(device: Device): Promise<number> {
  const worker = await ownWorker(device)
  return worker.evaluate(async () => (await (globalThis as unknown as { clients: { matchAll(options: object): Promise<unknown[]> } }).clients.matchAll({ type: 'window', includeUncontrolled: true })).length)
}

async function registrationOf(device: Device) {
  const cdp = await device.cdp(device.page)
  const registration = new Promise<{ registrationId: string; scopeURL: string }>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find((one) => one.scopeURL.startsWith(device.origin))
      if (found !== undefined) resolve(found)
    })
  })
  await cdp.send('ServiceWorker.enable')
  const { registrationId, scopeURL } = await registration
  return { cdp, origin: device.origin, registrationId, scopeURL }
}
