import { rmSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { ready } from './device.ts'
import { countContacts, createContact, createMany, getContact, signIn, signUp, updateContact, waitUntilUpToDate, type Account } from './steps.ts'
import { expect, test, type Device, type Page, type TestServer } from './setup-satchel.ts'

/* J4, R8: the server's whole data folder is gone, accounts and all. The devices have what it lost, and go on under an account made anew. */

const question = (page: Page, account: Account): Locator => page.getByRole('dialog', { name: `Signed in as ${account.email}` })
const databaseName = (page: Page): Promise<string> => page.evaluate(async () => (await satchel.storage.info()).databaseName)
const userId = (page: Page): Promise<string | null> => page.evaluate(async () => (await satchel.storage.info()).userId)

async function lose(server: TestServer): Promise<void> {
  await server.stop()
  rmSync(server.dataDir, { recursive: true, force: true })
}

/** What a browser says of a server that is away, and of one that knows nobody. */
const expectLoss = (device: Device): void => { device.expectErrors(/ERR_|WebSocket|40[19]|410/) }

/** The sign-in that stands over the screen since the session ended. */
async function ended(page: Page): Promise<Locator> {
  await page.evaluate(() => satchel.sync.now())
  await expect.poll(() => page.evaluate(() => satchel.sync.status().state)).toBe('signed_out')
  const form = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(form).toBeVisible()
  return form
}

test('[J4] [R8] a server emptied with its accounts: the person signs up again, goes on with what is here, and has it on every device', { tag: '@long' }, async ({ addServer, addDevice, account }, info) => {
  test.slow()
  const server = await addServer()
  const device = await addDevice({ origin: server.origin, fresh: true }), pocket = await addDevice({ origin: server.origin, phone: true, fresh: true })
  for (const one of [device, pocket]) expectLoss(one)
  const page = await device.open('/contacts'), phone = await pocket.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva', title: 'Coach' })
  await createMany(page, 5)
  const gone = await createContact(page, { firstName: 'Bo', lastName: 'Deleted' })
  await signUp(page, account)
  await updateContact(page, id, { title: 'Trainer' })
  await page.evaluate((id) => satchel.entity('contacts').delete(id), gone.id)
  await page.evaluate((contactId) => satchel.entity('notes').create({ contactId, body: 'Met for tea.' }), id)
  await waitUntilUpToDate(page)
  await signIn(phone, account)
  const [database, former] = [await databaseName(page), await userId(page)]

  await lose(server)
  await createContact(page, { firstName: 'Cy', lastName: 'Meanwhile' })
  await createContact(phone, { firstName: 'Di', lastName: 'On the phone' })
  await server.start()

  const form = await ended(page)
  await form.getByLabel('Password').fill(account.password)
  await form.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(form).toContainText('Nothing on this device is lost')
  await page.screenshot({ path: info.outputPath('lost-wide.png') })
  await form.getByRole('button', { name: 'Create it again' }).click()
  const again = page.getByRole('dialog', { name: 'Create the account again' })
  await expect(again.getByLabel('Name')).toHaveValue(account.name)
  await page.screenshot({ path: info.outputPath('again-wide.png') })
  await again.getByRole('button', { name: 'Create account' }).click()
  await expect(question(page, account)).toContainText('7 contacts')
  await look(page, 'wide')
  // The question outlives the tab, and until it is answered nothing is sent or bound.
  await page.reload()
  await ready(page)
  await expect(question(page, account)).toBeVisible()
  expect(await userId(page)).toBe(former)
  await question(page, account).getByRole('radio', { name: /Go on with what is here/ }).check()
  await question(page, account).getByRole('button', { name: 'Continue' }).click()
  await expect(question(page, account)).toBeHidden()
  await waitUntilUpToDate(page)
  expect(await databaseName(page)).toBe(database)
  expect(await userId(page)).not.toBe(former)
  expect(await page.evaluate(() => satchel.sync.status().account?.workspaceName)).toBe(account.workspace)

  // The other device of before: a plain sign-in, and the same question.
  const signInAgain = await ended(phone)
  await signInAgain.getByLabel('Password').fill(account.password)
  await signInAgain.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(question(phone, account)).toContainText('7 contacts')
  await look(phone, 'phone')
  await question(phone, account).getByRole('button', { name: 'Continue' }).click()
  await waitUntilUpToDate(phone)
  await expect.poll(() => countContacts(page)).toBe(8)
  expect(await countContacts(phone)).toBe(8)

  // A browser that was never there.
  const third = await addDevice({ origin: server.origin, fresh: true })
  const fresh = await third.open('/trash')
  await signIn(fresh, account)
  expect(await countContacts(fresh)).toBe(8)
  expect(await getContact(fresh, id)).toMatchObject({ title: 'Trainer' })
  expect((await fresh.evaluate(() => satchel.entity('notes').list({ limit: 10 }))).rows).toMatchObject([{ body: 'Met for tea.' }])
  await expect(fresh.getByText('Bo Deleted').first()).toBeVisible()
  const entries = await fresh.evaluate((id) => satchel.entity('contacts').history(id), id)
  expect(entries.map(({ op }) => op).toSorted()).toEqual(['create', 'update'])

  async function look(on: Page, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await on.emulateMedia({ colorScheme })
      await on.screenshot({ path: info.outputPath(`choice-${name}-${colorScheme}.png`) })
    }
    await on.emulateMedia({ colorScheme: null })
  }
})

test('[J4] what was locked here by signing out is asked about too, and kept apart it stays whole', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const server = await addServer(), device = await addDevice({ origin: server.origin, fresh: true })
  expectLoss(device)
  const page = await device.open('/contacts')
  await createMany(page, 3)
  await signUp(page, account)
  const former = await databaseName(page)
  await page.evaluate(() => satchel.auth.logout())
  await lose(server)
  await server.start()
  expect(await databaseName(page)).not.toBe(former)

  const { state, localRecords } = await page.evaluate((account) => satchel.auth.register(account), account)
  expect([state, localRecords, await databaseName(page)]).toEqual(['choose', 3, former])
  // Taking the sign-in back leaves what is open open, and nothing asks until somebody signs in again.
  await question(page, account).getByRole('button', { name: 'Sign out instead' }).click()
  await expect(question(page, account)).toBeHidden()
  expect([await databaseName(page), await countContacts(page)]).toEqual([former, 3])
  expect((await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)).state).toBe('choose')
  await question(page, account).getByRole('radio', { name: /Keep them apart/ }).check()
  await question(page, account).getByRole('button', { name: 'Continue' }).click()
  await expect(question(page, account)).toBeHidden()
  await waitUntilUpToDate(page)
  expect([await countContacts(page), await databaseName(page) === former]).toEqual([0, false])
  await page.evaluate((name) => satchel.databases.open(name), former)
  expect(await countContacts(page)).toBe(3)
  expect(await page.evaluate(() => satchel.databases.list())).toContainEqual(expect.objectContaining({ databaseName: former, label: `${account.workspace} (earlier account)` }))
})

test('[J4] discarding what a former account left is asked twice and takes that database only', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const server = await addServer(), device = await addDevice({ origin: server.origin, fresh: true })
  expectLoss(device)
  const page = await device.open('/contacts')
  await createMany(page, 3)
  await signUp(page, account)
  const former = await databaseName(page)
  await lose(server)
  await server.start()
  await ended(page)
  await page.evaluate((account) => satchel.auth.register({ ...account, email: account.email.toUpperCase() }), account)
  await question(page, account).getByRole('radio', { name: /Discard them/ }).check()
  await question(page, account).getByRole('button', { name: 'Discard…' }).click()
  await page.getByRole('button', { name: 'Discard for good' }).click()
  await expect(question(page, account)).toBeHidden()
  await waitUntilUpToDate(page)
  expect([await countContacts(page), await databaseName(page) === former]).toEqual([0, false])
  expect((await page.evaluate(() => satchel.databases.list())).map((one) => one.databaseName)).not.toContain(former)
  const files = await page.evaluate(async () => {
    const names: string[] = []
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name)
    return names
  })
  expect(files).not.toContain(former)
})
