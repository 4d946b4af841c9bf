import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { ready } from './device.ts'
import { countContacts, createContact, pendingChanges, signIn, signUp, visit, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Device, type Page } from './setup-satchel.ts'

/* Settings, Account and Devices: what is done to a session from afar, and what proves who one is. The rules of the server have tests of their own (tests/security). */

const opfsFiles = (page: Page): Promise<string[]> => page.evaluate(async () => {
  const names: string[] = []
  for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name)
  return names
})
const code = (secret: string, after = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + after * 30_000 })
const openMenu = (page: Page, act: string): Promise<void> =>
  page.getByRole('button', { name: /^More about/ }).first().click().then(() => page.getByRole('menuitem', { name: act }).click())

test('[P5] a device that is signed out from another one says so calmly, keeps what it has, and sends it after the next sign-in', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const laptop = await device.open('/contacts')
  await signUp(laptop, account)
  const phone = await (await addDevice({ phone: true })).open('/contacts')
  await signIn(phone, account)
  await visit(laptop, '/settings?tab=devices')
  await openMenu(laptop, 'Sign out…')
  await laptop.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()

  const ended = phone.getByRole('dialog', { name: 'Your session has ended' })
  await expect(ended).toContainText('This device was signed out from another one. Everything is saved here')
  await createContact(phone, { firstName: 'Unsent' })
  await expect.poll(() => pendingChanges(phone)).toBe(1)
  await ended.getByLabel('Password').fill(account.password)
  await ended.getByRole('button', { name: 'Sign in', exact: true }).click()
  await waitUntilUpToDate(phone)
  await waitUntilUpToDate(laptop)
  expect(await countContacts(laptop)).toBe(1)
})

test('[J4] a device that is wiped deletes everything of the account at once, in every tab, and says why', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const laptop = await device.open('/contacts')
  await signUp(laptop, account)
  await createContact(laptop, { firstName: 'Secret', lastName: 'Person' })
  await waitUntilUpToDate(laptop)
  const lost = await addDevice({ fresh: true }), page = await lost.open('/contacts')
  await signIn(page, account)
  await expect(page.getByText('Secret Person')).toBeVisible()
  await page.evaluate(() => { localStorage.setItem(`satchel.draft.${localStorage.getItem('satchel.active') ?? 'satchel'} note`, '"half a sentence"') })
  const second = await lost.newTab('/today')
  const before = await page.evaluate(() => satchel.storage.info())
  expect(await opfsFiles(page)).toContain(before.databaseName)

  await visit(laptop, '/settings?tab=devices')
  await openMenu(laptop, 'Wipe…')
  await laptop.getByRole('dialog').getByRole('button', { name: 'Wipe it' }).click()
  for (const tab of [page, second]) {
    await expect(tab).toHaveURL(/\/welcome$/)
    await expect(tab.getByText('This device was wiped from another one of yours. What it held of that account is deleted from it.')).toBeVisible()
  }
  await ready(page)
  await expect.poll(() => opfsFiles(page)).not.toContain(before.databaseName)
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).not.toContain(`satchel-mirror:${before.databaseName}`)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/Secret|sentence|@example\.org|Silva/)
  expect(await countContacts(page)).toBe(0)
  await expect(laptop.getByText('Wiped', { exact: true })).toBeVisible({ timeout: 40_000 })

  // It may be used again.
  await signIn(page, account)
  expect(await countContacts(page)).toBe(1)
})

test('[P5] two factors: set up by hand, asked for when signing in, and by the workspace of who has none', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const page = await device.open('/contacts')
  await signUp(page, account)
  const other = await (await addDevice()).open('/contacts')
  await signIn(other, account)

  await visit(page, '/settings?tab=account')
  await page.getByRole('button', { name: 'Set up…' }).click()
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  const secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '')
  await page.getByRole('textbox', { name: 'Code' }).fill(code(secret))
  await page.getByRole('button', { name: 'Confirm' }).click()
  const kept = page.getByRole('dialog', { name: 'Keep your recovery codes' })
  await expect(kept).toBeVisible()
  const recovery = await kept.getByRole('listitem').allInnerTexts()
  expect(recovery).toHaveLength(10)
  await kept.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 codes left')).toBeVisible()

  await visit(page, '/settings?tab=workspace')
  await page.getByRole('switch', { name: 'Require two-factor authentication' }).check()

  // The other one signed in before there was any, and hears of it at once.
  await expect(other.getByRole('button', { name: 'Second factor needed' })).toBeVisible()
  await createContact(other, { firstName: 'Waits' })
  await expect.poll(() => pendingChanges(other)).toBe(1)
  await visit(other, '/settings?tab=account')
  await expect(other.getByText('Your changes are kept on this device and go out then.')).toBeVisible()
  await other.getByRole('button', { name: 'Enter a code…' }).click()
  await other.getByLabel('Code').fill(recovery[0]!)
  await other.getByRole('button', { name: 'Confirm' }).click()
  await waitUntilUpToDate(other)
  await expect.poll(() => countContacts(page)).toBe(1)

  const third = await (await addDevice()).open('/account')
  await third.getByLabel('E-mail').fill(account.email)
  await third.getByLabel('Password').fill(account.password)
  await third.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(third.getByLabel('Code')).toBeFocused()
  await third.getByLabel('Code').fill('000 000')
  await third.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(third.getByText('This code is not right, or was used before.')).toBeVisible()
  await third.getByLabel('Code').fill(code(secret, 1))
  await third.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(third).toHaveURL(/\/contacts/)
  await waitUntilUpToDate(third)
})

test('a passkey is made in Settings, signs in without a password and is a second factor beside one; cookies that were stolen push nothing', { tag: '@long' }, async ({ device, account, server }) => {
  const page = await device.open('/settings?tab=account')
  await addAuthenticator(device)
  await signUp(page, account)
  await page.getByRole('button', { name: 'Add a passkey…' }).click()
  await page.getByLabel('Password').fill(account.password)
  await page.getByLabel('Name').fill('Laptop')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('button', { name: 'Remove the passkey Laptop' })).toBeVisible()

  // Somebody copies the cookies. They read with them; to write they would need the key that stays here.
  const cookie = (await device.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const asThief = (path: string, body?: object): Promise<Response> => fetch(server.origin + path, {
    headers: { cookie, origin: server.origin, 'content-type': 'application/json' }, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  expect((await asThief('/api/auth/session')).status).toBe(200)
  const stolen = await asThief('/api/sync/push', { replicaId: '01990000-0000-7000-8000-000000000001', sentAt: new Date().toISOString(), schemaVersion: 1, changes: [] })
  expect([stolen.status, await stolen.json()]).toMatchObject([401, { error: 'signature_required' }])
  await createContact(page, { firstName: 'Mine' })
  await waitUntilUpToDate(page)

  await page.evaluate(() => satchel.auth.logout('keep'))
  await visit(page, '/account')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page).toHaveURL(/\/contacts/)
  await waitUntilUpToDate(page)
  expect(await countContacts(page)).toBe(1)
  expect(await page.evaluate(() => satchel.account.security())).toMatchObject({ proven: true, passkeys: [{ name: 'Laptop', lastUsedAt: expect.any(String) }] })

  // By the password, where the workspace asks for more: it is the passkey they have that goes on, not an app they would have to set up.
  await page.evaluate(() => satchel.settings.set('requireSecondFactor', true))
  await waitUntilUpToDate(page)
  await page.evaluate(() => satchel.auth.logout('keep'))
  await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)
  await visit(page, '/settings?tab=account')
  await expect(page.getByText('Sync waits for your second factor')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Set it up…' })).toBeHidden()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByText('Sync waits for your second factor')).toBeHidden()
  await waitUntilUpToDate(page)

  // Without any, what their programs do waits as they do.
  await page.evaluate(() => satchel.apiTokens.make({ name: 'Nightly', scopes: ['*:read'] }))
  await page.evaluate(async ({ password }) => { for (const { id } of (await satchel.account.security()).passkeys) await satchel.account.removePasskey(id, password) }, account)
  await page.evaluate(() => satchel.sync.now().catch(() => undefined))
  await visit(page, '/settings?tab=programs')
  await expect(page.getByText('Your tokens wait')).toBeVisible()
})

test('a forgotten password is set anew by the link that the server leaves; the passkeys it leaves are shown to whoever signs in then', { tag: '@long' }, async ({ device, addDevice, account, server }) => {
  const page = await device.open('/settings?tab=account')
  await addAuthenticator(device)
  await signUp(page, account)
  await page.evaluate((password) => satchel.account.addPasskey(password, 'A phone'), account.password)
  await page.evaluate(() => satchel.apiTokens.make({ name: 'Nightly import', scopes: ['contacts:write'] }))
  await visit(page, '/settings?tab=devices')
  await expect(page.getByRole('listitem').filter({ hasText: 'Nightly import' })).toContainText('Its token alone can write')

  const other = await (await addDevice()).open('/account')
  await other.getByRole('button', { name: 'Forgot your password?' }).click()
  await other.getByLabel('E-mail').fill(account.email)
  await other.getByRole('button', { name: 'Send a link' }).click()
  await expect(other.getByText('Look into your mail')).toBeVisible()
  await expect.poll(() => existsSync(path.join(server.dataDir, 'password-resets', `${account.email}.txt`))).toBe(true)
  const link = readFileSync(path.join(server.dataDir, 'password-resets', `${account.email}.txt`), 'utf8').trim()
  await other.goto(link)
  await ready(other)
  await expect(other.getByText('Passkeys and your authenticator app go on')).toBeVisible()
  expect(other.url()).not.toContain('#')
  await other.getByLabel('New password').fill('another long password')
  await other.getByRole('button', { name: 'Set password' }).click()
  await expect(other).toHaveURL(/\/account$/)
  // Who was signed in hears of it.
  await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toContainText('password')

  await other.getByLabel('E-mail').fill(account.email)
  await other.getByLabel('Password').fill('another long password')
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(other).toHaveURL(/\/settings\?tab=account/)
  await expect(other.getByText('Your new password removes no passkey')).toBeVisible()
  await other.getByRole('button', { name: 'Remove the passkey A phone' }).click()
  await other.getByLabel('Password').fill('another long password')
  await other.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(other.getByText('Your new password removes no passkey')).toBeHidden()
  expect(await other.evaluate(() => satchel.apiTokens.list())).toEqual([])
})

/** One that says yes at once, as a laptop with a fingerprint does. */
async function addAuthenticator(device: Device): Promise<void> {
  const cdp = await device.cdp()
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
}
