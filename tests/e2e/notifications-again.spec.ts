import type { Page } from '@playwright/test'
import { startPushService } from '../support/push-service.ts'
import { expect, test } from './setup-satchel.ts'
import { standInForPush } from './stand-in-push.ts'
import { signIn, signUp, visit, waitForServiceWorker } from './steps.ts'

/* Decision 0036: what a device asked for goes on after signing out and in, without a hand at the switch; and the switch never says on where no hint can come. */

test('after an offline sign-out nothing is shown; after signing in the server is told again, and the switch says what is the matter', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const server = await addServer({ env: { WEBHOOK_LOOPBACK: '1' } }), push = await startPushService()
  try {
    const device = await addDevice({ origin: server.origin, fresh: true })
    await device.context.grantPermissions(['notifications'], { origin: server.origin })
    await standInForPush(device.context, push.target())
    const page = await device.open('/settings?tab=devices')
    await waitForServiceWorker(page)
    await signUp(page, account)
    const contacts = page.getByRole('switch', { name: 'Notify of contacts' })
    await contacts.click()
    await expect(contacts).toBeChecked()
    expect(await kept(page)).toMatchObject([{ entities: [{ name: 'contacts' }] }])
    const [{ id } = { id: '' }] = await kept(page)

    await device.setOffline(true)
    await page.evaluate(() => satchel.auth.logout())
    expect((await kept(page)).map(({ signedOutAt }) => typeof signedOutAt)).toEqual(['string'])
    await device.setOffline(false)

    const told = page.waitForRequest(/\/api\/hints\/subscribe$/)
    await visit(page, '/today')
    await signIn(page, account)
    await told
    await expect.poll(async () => (await kept(page)).map((each) => 'signedOutAt' in each)).toEqual([false])
    // By the same name: the browser is still subscribed, and nothing made the server forget it.
    expect((await kept(page))[0]?.id).toBe(id)

    await visit(page, '/settings?tab=devices')
    await expect(contacts).toBeChecked()
    await visit(page, '/today')
    await device.setOffline(true)
    await visit(page, '/settings?tab=devices')
    await expect(page.getByText('You asked to be told of contacts, and nothing comes just now')).toBeVisible()
    await expect(contacts).not.toBeChecked()
    if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/hints-offline.png` })
    await device.setOffline(false)
    await visit(page, '/today')
    await visit(page, '/settings?tab=devices')
    await expect(contacts).toBeChecked()
  } finally {
    await push.close()
  }
})

interface Kept { id: string; signedOutAt?: string; entities: { name: string }[] }
const kept = (page: Page): Promise<Kept[]> => page.evaluate(() => new Promise<Kept[]>((resolve, reject) => {
  const opened = indexedDB.open('satchel-hints')
  opened.addEventListener('error', () => { reject(new Error('The store of what is wanted cannot be opened.')) })
  opened.addEventListener('success', () => {
    const all = opened.result.transaction('wanted').objectStore('wanted').getAll() as IDBRequest<Kept[]>
    all.addEventListener('success', () => { opened.result.close(); resolve(all.result) })
  })
}))
