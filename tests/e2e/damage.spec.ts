import { readdirSync, readFileSync, openSync, writeSync, closeSync, statSync } from 'node:fs'
import path from 'node:path'
import { countContacts, createContact, createMany, firstNames, integrity, pendingChanges, signIn, signUp, waitUntilUpToDate } from './steps.ts'
import { ready } from './device.ts'
import { expect, test, type Device } from './setup-satchel.ts'

test('a damaged database file is set aside, unsent changes are rescued, the rest comes back from the server', { tag: '@long' }, async ({ addDevice, account }) => {
  const device = await addDevice({ fresh: true })
  device.expectErrors(/corrupt|malformed|not a database/i)
  await device.open('/contacts')
  await createMany(device.page, 300, 'Synced')
  await signUp(device.page, account)
  await device.setOffline(true)
  await createMany(device.page, 5, 'Unsent')
  await expect.poll(() => pendingChanges(device.page)).toBe(5)
  // The mirror follows the commit.
  await device.page.waitForTimeout(500)
  await device.context.close()
  expect(damageDatabases(device)).toBeGreaterThan(0)

  await device.reopen()
  const page = await device.open('/contacts')
  await expect(page.getByText(/damaged/).first()).toBeVisible()
  const info = await page.evaluate(() => satchel.storage.info())
  expect(info.recovered).not.toBeNull()
  await waitUntilUpToDate(page)
  expect(await countContacts(page)).toBe(305)
  expect(await integrity(page)).toBe('ok')
})

test('where the browser keeps nothing, as in a private window, the screen says so for good and everything else works', async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  // The database's thread gets what Firefox and Safari give it in a private window.
  await device.context.route(/db-worker.*\.js/, async (route) => {
    const answer = await route.fetch()
    const refuse = `StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('The request is not allowed.', 'SecurityError'));`
    await route.fulfill({ response: answer, body: refuse + await answer.text() })
  })
  const page = await device.open('/contacts')
  await expect(page.getByText(/nothing will be kept/i).first()).toBeVisible()
  await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await expect(page.getByText('Ana Silva').first()).toBeVisible()
  expect((await page.evaluate(() => satchel.storage.info())).kind).toBe('memory')
  await page.getByRole('link', { name: 'Today' }).first().click()
  await expect(page.getByText(/nothing will be kept/i).first()).toBeVisible()
})

test('a server that answers garbage: said in words, nothing lost, and sync goes on when it is itself again', { tag: '@long' }, async ({ server, addProxy, addDevice, account }) => {
  const proxy = await addProxy(server)
  const device = await addDevice({ origin: proxy.origin })
  const page = await device.open('/contacts')
  await createContact(page, { firstName: 'Before', lastName: 'Garbage' })
  await signUp(page, account)
  for (const answer of garbage) {
    proxy.fault = (_method, path) => (path.startsWith('/api/sync/') ? { kind: 'answer', ...answer } : null)
    await createContact(page, { firstName: `Under ${answer.status} ${answer.type}`, lastName: 'Garbage' })
    await expect.poll(() => proxy.faults.length).toBeGreaterThan(0)
    await expect.poll(() => pendingChanges(page)).toBeGreaterThan(0)
    proxy.faults.length = 0
  }
  await expect.poll(() => page.evaluate(() => satchel.sync.status().error !== null || satchel.sync.status().state === 'waiting')).toBe(true)
  proxy.fault = () => null
  await page.evaluate(() => satchel.sync.now())
  await waitUntilUpToDate(page)
  expect(await page.evaluate(() => satchel.sync.status().failed)).toBe(0)

  const other = await addDevice()
  await other.open()
  await signIn(other.page, account)
  expect(await firstNames(other.page)).toEqual(await firstNames(page))
  expect(await countContacts(other.page)).toBe(1 + garbage.length)
})

test('[P5] an expired session is an overlay over the form, never a redirect: the draft stays, the changes wait', async ({ device, account }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await signUp(page, account)
  await page.goto(`${device.origin}/contacts/${id}`)
  await ready(page)
  const where = page.url()
  await expect.poll(() => page.evaluate(() => satchel.sync.status().account?.email)).toBe(account.email)
  await device.context.clearCookies()
  await page.evaluate(async (id) => { await satchel.entity('contacts').update(id, { title: 'While signed out' }) }, id)
  await expect.poll(() => page.evaluate(() => satchel.sync.status().state)).toBe('signed_out')
  await expect.poll(() => pendingChanges(page)).toBe(1)
  await expect(page.getByText('Sign in to sync').first()).toBeVisible()
  expect(page.url()).toBe(where)

  const overlay = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(overlay).toBeVisible()
  await expect(overlay.getByLabel('E-mail')).toHaveValue(account.email)
  await overlay.getByLabel('Password').fill(account.password)
  await overlay.getByRole('button', { name: 'Sign in', exact: true }).click()
  await waitUntilUpToDate(page)
  expect(page.url()).toBe(where)
})

const garbage = [
  { status: 200, type: 'text/html', body: '<html><body>Sign in to the hotel network</body></html>' },
  { status: 200, type: 'application/json', body: '{"results":"yes"}' },
  { status: 502, type: 'text/html', body: '<html>Bad gateway</html>' },
]

/** Writes rubbish over the databases in the closed profile; answers how many files it hit. */
function damageDatabases(device: Device): number {
  const folder = path.join(device.userDataDir, 'Default', 'File System')
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).subarray(0, 4_096).includes('SQLite format 3'))
  for (const file of files) {
    const handle = openSync(file, 'r+')
    const rubbish = Buffer.alloc(8_192, 0xa5)
    for (let at = 0; at < statSync(file).size; at += 32_768) writeSync(handle, rubbish, 0, rubbish.length, at)
    closeSync(handle)
  }
  return files.length
}

test('at an address that is not secure the screen says what to open instead', async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  const page = await device.context.newPage()
  await page.goto(`${device.origin.replace('localhost', 'insecure.test')}/contacts`)
  await expect(page.getByRole('heading', { name: 'This address is not secure' })).toBeVisible()
  await expect(page.getByText(/begins with https:\/\/.*Other computers/)).toBeVisible()
  await expect(page.getByText(/Nothing was stored here/)).toBeVisible()
})
