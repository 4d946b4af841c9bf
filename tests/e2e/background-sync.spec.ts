import { countContacts, createContact, createMany, pendingChanges, signIn, signUp, waitForServiceWorker, type Account } from './steps.ts'
import { dispatchSync, windowsSeen } from './worker-events.ts'
import { expect, test, type Device, type TestServer } from './setup-satchel.ts'

test('[P7, P3] changes made offline are pushed by the service worker with no tab open; with the first answer lost again under the same ids, applied once', async ({ server, addProxy, addDevice, account }) => {
  const proxy = await addProxy(server)
  const device = await addDevice({ origin: proxy.origin })
  await writeOfflineAndCloseAllTabs(device, account)
  const pushesBefore = pushes(server).length
  let lost = 0
  proxy.fault = (method, path) => {
    if (method !== 'POST' || !path.startsWith('/api/sync/push') || lost > 0) return null
    lost += 1
    return { kind: 'lose-answer' }
  }
  await device.setOffline(false)
  // By itself: nobody but the browser tells it that the network is back.
  await server.waitForLog((line) => isPush(line) && line['sender'] === 'service-worker', 15_000)
  await expect.poll(() => lost, { timeout: 15_000 }).toBe(1)
  await dispatchSync(device)
  await expect.poll(() => pushes(server).length - pushesBefore, { timeout: 15_000 }).toBeGreaterThanOrEqual(2)
  expect(pushes(server).slice(pushesBefore).every((line) => line['sender'] === 'service-worker')).toBe(true)
  expect(await windowsSeen(device)).toBe(0)

  const other = await addDevice({ origin: server.origin })
  await other.open()
  await signIn(other.page, account)
  expect(await countContacts(other.page)).toBe(31)
  await device.open()
  await expect.poll(() => pendingChanges(device.page)).toBe(0)
  expect(await countContacts(device.page)).toBe(31)
})

/** One contact is synced, thirty are written offline; then every app page is closed. */
async function writeOfflineAndCloseAllTabs(device: Device, account: Account): Promise<void> {
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  await createContact(page, { firstName: 'Synced', lastName: 'Already' })
  await signUp(page, account)
  await device.setOffline(true)
  await createMany(page, 30, 'Offline')
  await expect.poll(() => pendingChanges(page)).toBe(30)
  await expect.poll(() => page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready as ServiceWorkerRegistration & { sync: { getTags(): Promise<string[]> } }
    return registration.sync.getTags()
  })).toContain('satchel-push')
  // The mirror is written after the commit, off the write's path.
  await page.waitForTimeout(500)
  device.page = await device.context.newPage()
  await page.close()
  expect(await windowsSeen(device)).toBe(0)
}

const isPush = (line: Record<string, unknown>): boolean => JSON.stringify(line).includes('/api/sync/push') || line['msg'] === 'push'
const pushes = (server: TestServer): Record<string, unknown>[] => server.logs().filter((line) => isPush(line) && 'sender' in line)
