import { ready } from './device.ts'
import { createContact, createMany, getContact, signIn, signUp, updateContact, visit, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

/* What sync says is true (product.md, "How sync talks"). */

test('a server that is away is not called the network’s fault, and on a phone the chip has words too', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const server = await addServer()
  const device = await addDevice({ origin: server.origin, phone: true })
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  const { id } = await createContact(page, { firstName: 'Ana' })
  await signUp(page, account)
  await server.stop()
  await updateContact(page, id, { title: 'Coach' })
  const chip = page.getByRole('button', { name: 'Sync: Offline, 1 change waiting' })
  await expect(chip).toHaveText('Offline, 1')
  await chip.click()
  await expect(page.getByText('The server cannot be reached. Everything is saved on this device and goes out when it answers again.')).toBeVisible()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(page.getByText('The server cannot be reached; 1 change is still only on this device.')).toBeVisible()
  await page.keyboard.press('Escape')
  await device.setOffline(true)
  await chip.click()
  await expect(page.getByText('Everything is saved on this device and goes out when you are online again.', { exact: true })).toBeVisible()
})

test('[P5] an ended session asks once for the password, and what was written meanwhile goes out', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana' })
  await signUp(page, account)
  const elsewhere = await (await addDevice()).open('/contacts')
  await signIn(elsewhere, account)
  await device.context.clearCookies()
  await updateContact(page, id, { title: 'Coach' })
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(dialog.getByLabel('E-mail')).toHaveValue(account.email)
  await expect(dialog.getByLabel('Password')).toBeFocused()
  await page.keyboard.type('not the password')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('E-mail or password is not right.')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(account.password)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect.poll(async () => (await getContact(elsewhere, id))?.['title']).toBe('Coach')
})

const screensOfNothing = [['/lists', 'lists', 'No lists yet'], ['/tasks', 'tasks', 'Nothing due today'], ['/projects', 'projects', 'No projects yet'], ['/today', 'contacts and tasks', 'Nothing due']] as const

test('what has not come down yet, or lies here locked, never looks as if there were nothing', { tag: '@long' }, async ({ server, addProxy, addDevice, account }) => {
  const first = await (await addDevice()).open('/contacts')
  await createMany(first, 3)
  await signUp(first, account)

  const proxy = await addProxy(server)
  proxy.fault = (_method, path) => (path.startsWith('/api/sync/snapshot') ? { kind: 'refuse' } : null)
  const device = await addDevice({ origin: proxy.origin })
  const page = await device.open('/contacts')
  await expect(page.getByText('No contacts yet')).toBeVisible()
  expect((await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)).state).toBe('ready')
  await expect(page.getByText('Your contacts have not arrived yet')).toBeVisible()
  await expect(page.getByText('No contacts yet')).toBeHidden()
  for (const [path, many, nothing] of screensOfNothing) {
    await visit(page, path)
    await expect(page.getByText(`Your ${many} have not arrived yet`)).toBeVisible()
    await expect(page.getByText(nothing, { exact: true }).filter({ visible: true })).toHaveCount(0)
  }
  await visit(page, '/contacts')
  proxy.fault = () => null
  await page.evaluate(() => satchel.sync.now())
  await waitUntilUpToDate(page)
  await expect(page.getByText('3 contacts')).toBeVisible()

  await page.evaluate(() => satchel.auth.logout('keep'))
  await page.goto(`${device.origin}/contacts`)
  await ready(page)
  const locked = page.getByText(`Those of ${account.email} are on this device, locked. Sign in to open them.`).filter({ visible: true })
  await expect(locked).toBeVisible()
  for (const [path, many] of screensOfNothing) {
    await visit(page, path)
    await expect(page.getByText(`No ${many} without an account`)).toBeVisible()
  }
})

test('[P4, H1] a refused change is mended where it stands, and a value that gave way is told of on the timeline', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const a = await device.open('/contacts')
  const frail = await createContact(a, { firstName: 'Frail', company: 'Solo' })
  const ana = await createContact(a, { firstName: 'Ana', title: 'Coach' })
  await signUp(a, account)
  const other = await addDevice()
  const b = await other.open('/contacts')
  await waitForServiceWorker(b)
  await signIn(b, account)
  other.expectErrors(/rejected/)
  await other.setOffline(true)
  await updateContact(b, frail.id, { firstName: null })
  await updateContact(b, ana.id, { title: 'Owner' })
  // By the server's idea of their clocks too, which is no better than the quickest request of each (T1), what A writes has to be the later.
  await a.waitForTimeout(2_000)
  await updateContact(a, frail.id, { company: null })
  await updateContact(a, ana.id, { title: 'Trainer' })
  await waitUntilUpToDate(a)
  await other.setOffline(false)
  await expect.poll(() => b.evaluate(() => satchel.sync.status().failed), { timeout: 20_000 }).toBe(1)

  await visit(b, '/sync')
  await expect(b.getByText('What the server refused is kept under Failed.')).toBeVisible()
  await b.getByRole('tab', { name: /Failed/ }).click()
  const row = b.getByRole('listitem').filter({ hasText: 'Solo' })
  await row.getByRole('button', { name: 'Edit' }).click()
  await expect(row.getByLabel('First name')).toBeFocused()
  await b.keyboard.type('Sturdy')
  await b.keyboard.press('Enter')
  await expect.poll(async () => (await getContact(a, frail.id))?.['firstName'], { timeout: 20_000 }).toBe('Sturdy')
  await expect(b.getByText('Nothing failed')).toBeVisible()

  await visit(b, `/contacts/${ana.id}`)
  await b.getByRole('button', { name: /tried to change title/ }).click()
  await expect(b.getByText(/Owner did not stand; another value did/)).toBeVisible()
})
