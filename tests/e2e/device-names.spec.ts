import { createContact, registerElsewhere, signIn, updateContact, visit, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

test('a device that was named is called so in history and conflicts, on every device', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const laptop = await device.open('/settings?tab=devices')
  await laptop.getByRole('textbox', { name: 'Name of this device' }).fill('Ana’s laptop')
  await laptop.keyboard.press('Enter')
  await expect(laptop.getByText('This device is called “Ana’s laptop” now')).toBeVisible()
  // A name is nothing that signing in would have to ask about.
  expect((await laptop.evaluate((account) => satchel.auth.register(account), account)).state).toBe('ready')
  const { id } = await createContact(laptop, { firstName: 'Bea', company: 'Argo' })
  await waitUntilUpToDate(laptop)

  const other = await addDevice()
  const tablet = await other.open('/contacts')
  await signIn(tablet, account)
  await other.setOffline(true)
  await updateContact(tablet, id, { company: 'Lumen', title: 'Coach' })
  await updateContact(laptop, id, { company: 'Novum' })
  await waitUntilUpToDate(laptop)
  await other.setOffline(false)
  await expect.poll(() => tablet.evaluate(() => satchel.sync.status().conflicts), { timeout: 20_000 }).toBe(1)

  await visit(tablet, '/history')
  const made = tablet.getByRole('listitem').filter({ hasText: 'created' })
  await expect(made).toContainText('Ana’s laptop')
  await expect(tablet.getByRole('listitem').filter({ hasText: 'changed title' })).toContainText('This device')
  await visit(tablet, '/conflicts')
  await expect(tablet.getByRole('region', { name: 'Company of Bea' }).getByText('Ana’s laptop')).toBeVisible()

  // Named later, what it wrote before is called so too.
  await tablet.evaluate(() => satchel.device.rename('Tablet'))
  await visit(laptop, `/contacts/${id}`)
  await laptop.getByRole('button', { name: 'History of Company' }).click()
  await expect(laptop.getByRole('dialog').getByText(/Tablet/)).toBeVisible()
  await expect(laptop.getByRole('dialog').getByText(/Ana’s laptop/).first()).toBeVisible()
})

test('[J4] the name goes along into the account that is signed in to next', { tag: '@long' }, async ({ device, account }) => {
  await registerElsewhere(device.origin, account)
  const page = await device.open('/contacts')
  await page.evaluate(() => satchel.device.rename('Desk'))
  await createContact(page, { firstName: 'Only here' })
  await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)
  await page.evaluate(() => satchel.auth.settleSignIn('apart'))
  await waitUntilUpToDate(page)
  await expect.poll(() => page.evaluate(async () => {
    const { replicaId } = await satchel.storage.info()
    return (await satchel.entity('devices').get(replicaId))?.['name']
  })).toBe('Desk')
})
