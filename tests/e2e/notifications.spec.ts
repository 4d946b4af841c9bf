import type { Page } from '@playwright/test'
import { systemClock } from '../../src/shared/clock.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { startPushService } from '../support/push-service.ts'
import { standInForPush } from './stand-in-push.ts'
import { signIn, waitForServiceWorker, type Account } from './steps.ts'
import { deliverPush, ownWorker, windowsSeen } from './worker-events.ts'
import { expect, test, type Device, type TestServer } from './setup-satchel.ts'

/* Decision 0036, the whole way: a switch in Settings, the server's real message to a push service, the real service worker. Only the browser's own line to a push service is stood in for. */

test('a device that wants it tells of what somebody else changed, and a click leads there', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const server = await addServer({ env: { WEBHOOK_LOOPBACK: '1' } }), push = await startPushService()
  try {
    const ben = await letIn(server, account)
    const device = await addDevice({ origin: server.origin, fresh: true })
    await device.context.grantPermissions(['notifications'], { origin: server.origin })
    await standInForPush(device.context, push.target())
    const page = await device.open('/settings?tab=devices')
    await waitForServiceWorker(page)
    await expect(page.getByText('Notifications need the server')).toBeVisible()
    await signIn(page, account)
    const contacts = page.getByRole('switch', { name: 'Notify of contacts' })
    await expect(contacts).toBeEnabled()
    await expect(contacts).not.toBeChecked()
    await contacts.click()
    await expect(contacts).toBeChecked()
    await page.reload()
    await expect(page.getByRole('switch', { name: 'Notify of contacts' })).toBeChecked()
    await expect(page.getByRole('switch', { name: 'Notify of notes' })).not.toBeChecked()
    if (process.env['SHOTS'] !== undefined) await shots(page, process.env['SHOTS'])

    const made = await ben('/api/contacts', { firstName: 'Bea', lastName: 'Costa' })
    await expect.poll(() => push.taken.length, { timeout: 30_000 }).toBe(1)
    const message = JSON.stringify(push.read(push.taken[0]!))
    expect(message).not.toContain('Bea')

    // Somebody looks at the app: they see it there.
    await deliverPush(device, message)
    await expect.poll(() => page.evaluate(async (id) => (await satchel.entity('contacts').get(id))?.['firstName'], made.id)).toBe('Bea')
    expect(await shown(page)).toEqual([])

    // Nobody does: the same hint is shown, with the one who wrote it.
    device.page = await device.context.newPage()
    await page.close()
    // The worker counts it as open for a moment longer.
    await expect.poll(() => windowsSeen(device)).toBe(0)
    // Brought again where nothing came of it: a worker that is just being stopped, now that its last window is gone, takes what it was about to show with it.
    await expect(async () => {
      await deliverPush(device, message)
      await expect.poll(() => shownByWorker(device), { timeout: 8_000 }).toEqual([{ title: 'Contacts changed', body: 'By Ben Olsen' }])
    }).toPass({ timeout: 80_000 }).catch(async (thrown: unknown) => { throw new Error(`${String(thrown)}\nIn the worker: ${await worldOfWorker(device)}`) })

    await device.open('/today')
    await click(device)
    await expect(device.page).toHaveURL(new RegExp(`/contacts/${made.id}$`))
    await expect(device.page.getByRole('heading', { name: 'Bea Costa' }).first()).toBeVisible()
    expect(await shown(device.page)).toEqual([])

    await device.open('/settings?tab=devices')
    await device.page.getByRole('switch', { name: 'Notify of contacts' }).click()
    await expect(device.page.getByRole('switch', { name: 'Notify of contacts' })).not.toBeChecked()
    // One that was on its way shows nothing any more.
    await device.page.goto('about:blank')
    await deliverPush(device, message)
    await device.open('/today')
    expect(await shown(device.page)).toEqual([])
  } finally {
    await push.close()
  }
})

/** Makes the account, and by an invitation Ben a member of its workspace; answers his program's way to write in it. */
async function letIn(server: TestServer, account: Account): Promise<(path: string, body: object) => Promise<{ id: string }>> {
  const who = { email: 'ben@example.org', password: 'correct horse battery staple', name: 'Ben Olsen', transport: 'bearer' }
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const { accessToken: anas, workspace: anasWorkspace } = await (await post('/api/auth/register', { ...account, transport: 'bearer' })).json() as { accessToken: string; workspace: { id: string } }
  const { secret } = await (await post('/api/workspace/invitations/make', { role: 'member' }, { authorization: `Bearer ${anas}` })).json() as { secret: string }
  const { accessToken, workspace } = await (await post('/api/auth/register', { ...who, invitation: secret })).json() as { accessToken: string; workspace: { id: string } }
  expect(workspace.id).toBe(anasWorkspace.id)
  const newId = createIdMaker(systemClock, systemRandom)
  return async (path, body) => {
    const answer = await post(path, body, { authorization: `Bearer ${accessToken}`, 'idempotency-key': newId() })
    expect(answer.status).toBe(201)
    return await answer.json() as { id: string }
  }
}

const shown = (page: Page): Promise<{ title: string; body: string }[]> => page.evaluate(async () =>
  (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => ({ title, body })))

interface Scope { registration: { getNotifications(): Promise<Notification[]> }; dispatchEvent(event: Event): boolean }
const shownByWorker = async (device: Device): Promise<{ title: string; body: string }[]> =>
  (await ownWorker(device)).evaluate(async () => (await (globalThis as unknown as Scope).registration.getNotifications()).map(({ title, body }) => ({ title, body })))

/** Why nothing may have been shown: what the worker sees, and whether the server knows it. */
const worldOfWorker = async (device: Device): Promise<string> => {
  const worker = await ownWorker(device)
  const world = await worker.evaluate(async () => {
    const scope = globalThis as unknown as { clients: { matchAll(options: object): Promise<{ url: string; visibilityState: string }[]> } }
    const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true }), session = await fetch('/api/auth/session')
    return { windows: windows.map(({ url, visibilityState }) => `${visibilityState} ${url}`), permission: Notification.permission, session: [session.status, (await session.text()).slice(0, 300)] }
  })
  return JSON.stringify({ workers: device.context.serviceWorkers().length, ...world })
}

/** No protocol clicks a notification: the event of a click is what the browser would make of it. */
const click = async (device: Device): Promise<void> =>
  (await ownWorker(device)).evaluate(async () => {
    const scope = globalThis as unknown as Scope & { NotificationEvent: new (type: string, init: { notification: Notification }) => Event }
    const [notification] = await scope.registration.getNotifications()
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification: notification! }))
  })

async function shots(page: Page, folder: string): Promise<void> {
  for (const [name, width, scheme] of [['wide-light', 1280, 'light'], ['wide-dark', 1280, 'dark'], ['phone-light', 390, 'light'], ['phone-dark', 390, 'dark']] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme: scheme })
    await page.screenshot({ path: `${folder}/notifications-${name}.png` })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: null })
}
