import type { Locator } from '@playwright/test'
import { ready } from './device.ts'
import { countContacts, createMany, registerElsewhere, visit, waitUntilUpToDate, type Account } from './steps.ts'
import { expect, test, type Device, type Page } from './setup-satchel.ts'

const question = (page: Page, account: Account): Locator => page.getByRole('dialog', { name: `Signed in as ${account.email}` })

/** Five contacts of nobody, an account that exists elsewhere, and a sign-in by hand that asks what becomes of them. */
async function signInOverContacts(device: Device, account: Account): Promise<Page> {
  await registerElsewhere(device.origin, account)
  const page = await device.open('/contacts')
  await createMany(page, 5)
  await visit(page, '/settings?tab=account')
  await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
  const form = page.getByRole('dialog', { name: 'Sign in' })
  await form.getByLabel('E-mail').fill(account.email)
  await form.getByLabel('Password').fill(account.password)
  await form.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(question(page, account)).toBeVisible()
  return page
}

test('[J4] the choice that signing in leaves open is asked again after a reload and in a second tab, until one answers', { tag: '@long' }, async ({ device, account }) => {
  const page = await signInOverContacts(device, account)
  await expect(question(page, account)).toContainText('5 contacts')
  await page.reload()
  await ready(page)
  await expect(question(page, account)).toBeVisible()
  const second = await device.newTab('/today')
  await expect(question(second, account)).toBeVisible()
  await second.keyboard.press('Escape')
  await expect(question(second, account)).toBeVisible()
  expect(await page.evaluate(() => satchel.sync.status().state)).toBe('no_account')

  await question(second, account).getByRole('radio', { name: /Add them/ }).check()
  await question(second, account).getByRole('button', { name: 'Continue' }).click()
  await expect(question(second, account)).toBeHidden()
  await expect(question(page, account)).toBeHidden()
  await waitUntilUpToDate(page)
  expect(await countContacts(page)).toBe(5)
  await page.reload()
  await ready(page)
  await waitUntilUpToDate(page)
  await expect(question(page, account)).toBeHidden()
})

test('[J4] signing out instead leaves the device as it was, and nothing asks any more', { tag: '@long' }, async ({ device, account }) => {
  const page = await signInOverContacts(device, account)
  await page.reload()
  await ready(page)
  await question(page, account).getByRole('button', { name: 'Sign out instead' }).click()
  await expect(question(page, account)).toBeHidden()
  expect(await countContacts(page)).toBe(5)
  expect(await page.evaluate(async () => (await fetch('/api/auth/session')).status)).toBe(401)
  await page.reload()
  await ready(page)
  expect(await countContacts(page)).toBe(5)
  await expect(question(page, account)).toBeHidden()
})

test('[J4] a sign-in that ended before the answer changes nothing and asks to sign in again', { tag: '@long' }, async ({ device, account }) => {
  const page = await signInOverContacts(device, account)
  await device.context.clearCookies()
  await page.reload()
  await ready(page)
  await question(page, account).getByRole('radio', { name: /Keep them apart/ }).check()
  await question(page, account).getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('dialog', { name: 'Sign in' })).toBeVisible()
  await expect(question(page, account)).toBeHidden()
  expect(await countContacts(page)).toBe(5)
  expect((await page.evaluate(() => satchel.databases.list())).length).toBe(0)
})

test('[J4] where the account has a database on the device already, the records move into it, and the trash into its trash', { tag: '@long' }, async ({ device, account }) => {
  const page = await signInOverContacts(device, account)
  await question(page, account).getByRole('radio', { name: /Keep them apart/ }).check()
  await question(page, account).getByRole('button', { name: 'Continue' }).click()
  await expect(question(page, account)).toBeHidden()
  await waitUntilUpToDate(page)
  await page.evaluate(() => satchel.auth.logout())
  await page.evaluate(async () => {
    const gone = await satchel.entity('contacts').create({ firstName: 'Gone' })
    await satchel.entity('contacts').delete(gone.id)
  })
  await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)
  await question(page, account).getByRole('radio', { name: /Add them/ }).check()
  await question(page, account).getByRole('button', { name: 'Continue' }).click()
  await expect(question(page, account)).toBeHidden()
  await waitUntilUpToDate(page)
  const names = (state: 'live' | 'deleted') => page.evaluate(async (which) => (await satchel.entity('contacts').list({ state: which })).rows.map((row) => row['firstName']), state)
  expect(await names('live')).toHaveLength(5)
  expect(await names('deleted')).toEqual(['Gone'])
})
