import { countContacts, createContact, createMany, firstNames, getContact, integrity, pendingChanges, signIn, signUp, updateContact, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

test('with the network gone: reload, deep link, second tab and a cold start all work', async ({ device }) => {
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva', company: 'Silva Coaching' })
  await device.setOffline(true)

  await page.reload()
  await ready(page)
  await expect(page.getByText('Ana Silva').first()).toBeVisible()
  const deep = await device.newTab(`/contacts/${id}`)
  await expect(deep.getByText('Silva Coaching').first()).toBeVisible()
  await updateContact(deep, id, { title: 'Trainer' })
  await expect.poll(async () => (await getContact(page, id))?.['title']).toBe('Trainer')

  await device.reopen()
  await device.setOffline(true)
  await device.open(`/contacts/${id}`)
  await expect(device.page.getByText('Silva Coaching').first()).toBeVisible()
  expect(await integrity(device.page)).toBe('ok')
})

test('[J2, U1] edits made offline arrive when the network is back, but for what was undone before that', async ({ device, addDevice, account }) => {
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await signUp(page, account)
  const other = await addDevice()
  await other.open()
  await signIn(other.page, account)
  expect(await firstNames(other.page)).toEqual(['Ana'])

  await device.setOffline(true)
  await expect.poll(() => page.evaluate(() => satchel.sync.status().state)).toBe('offline')
  await updateContact(page, id, { title: 'Coach' })
  await createMany(page, 3, 'Train')
  await expect(page.getByText(/Offline, \d+ changes? waiting/).first()).toBeVisible()
  // Undone before it was sent, an edit never leaves, and nor does its undo: what another has written meanwhile stands, and nobody is asked.
  await expect.poll(() => pendingChanges(page)).toBe(4)
  await updateContact(page, id, { company: 'By mistake' })
  await updateContact(other.page, id, { company: 'Silva Coaching' })
  // The mirror has it by then, where the service worker could find it.
  await page.waitForTimeout(500)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await getContact(page, id))?.['company'] ?? null).toBeNull()
  await expect.poll(() => pendingChanges(page)).toBe(4)
  await device.setOffline(false)
  await waitUntilUpToDate(page)
  await expect.poll(async () => (await getContact(page, id))?.['company']).toBe('Silva Coaching')
  expect(await page.evaluate(() => satchel.sync.status().conflicts)).toBe(0)
  expect(JSON.stringify(await page.evaluate((id) => satchel.entity('contacts').history(id), id))).not.toContain('By mistake')
  await expect.poll(() => countContacts(other.page)).toBe(4)
  expect((await getContact(other.page, id))?.['title']).toBe('Coach')
})

test('[J2] what nobody has sent yet is discarded on the sync screen as if it had never been', async ({ device, account }) => {
  const page = await device.open('/sync')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await signUp(page, account)
  await device.setOffline(true)
  await expect.poll(() => page.evaluate(() => satchel.sync.status().state)).toBe('offline')
  await updateContact(page, id, { title: 'Coach' })
  // The mirror has it by then, where the service worker could find it.
  await page.waitForTimeout(500)

  const pending = page.getByRole('list', { name: 'Pending changes' })
  await pending.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('Everything is safe')).toBeVisible()
  expect((await getContact(page, id))?.['title']).toBeUndefined()
  await device.setOffline(false)
  await waitUntilUpToDate(page)
  const titles = await page.evaluate(async (id) => (await satchel.entity('contacts').history(id)).flatMap(({ fields }) => Object.keys(fields)), id)
  expect(titles).not.toContain('title')
})

test('a network that goes before the app is installed takes nothing away: what is not here yet says so, and comes with the network', async ({ addDevice, addProxy, server }) => {
  const proxy = await addProxy(server)
  proxy.fault = (_method, path) => (path === '/service-worker.js' ? { kind: 'refuse' } : null)
  const device = await addDevice({ origin: proxy.origin, fresh: true })
  device.expectErrors(/fetching the script|not on this device yet/)
  const page = await device.open('/contacts')
  await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await page.evaluate(() => { document.body.dataset['same'] = 'page' })
  await device.context.setOffline(true)

  await page.getByRole('link', { name: 'Trash' }).click()
  await expect(page.getByRole('heading', { name: 'This screen is not on this device yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'This screen is not on this device yet' })).toBeVisible()
  const failed = await page.evaluate(() => satchel.entity('contacts').export('csv').catch((error: { code?: string }) => error.code))
  expect(failed).toBe('offline')
  await page.getByRole('link', { name: 'Contacts' }).click()
  await expect(page.getByText('Ana Silva').first()).toBeVisible()

  await page.getByRole('link', { name: 'Trash' }).click()
  await expect(page.getByRole('heading', { name: 'This screen is not on this device yet' })).toBeVisible()
  await device.context.setOffline(false)
  await expect(page.getByText('No contacts in the trash')).toBeVisible()
  await expect(page.locator('body[data-same]'), 'the page was not loaded anew').toBeVisible()
})
