import { createContact, signIn, signUp, updateContact, waitUntilUpToDate, type Account } from './steps.ts'
import { ready } from './device.ts'
import { expect, test, type Device, type Page } from './setup-satchel.ts'

/** Contacts whose companies were written on two devices that did not know of each other; the conflicts are open on the first. */
async function openConflicts(device: Device, other: Device, account: Account, names: readonly string[]): Promise<{ page: Page; ids: string[] }> {
  const page = await device.open('/contacts')
  const ids: string[] = []
  for (const firstName of names) ids.push((await createContact(page, { firstName, company: 'Argo' })).id)
  await signUp(page, account)
  const away = await other.open('/contacts')
  await signIn(away, account)
  await other.setOffline(true)
  for (const id of ids) await updateContact(away, id, { company: 'Lumen' })
  for (const id of ids) await updateContact(page, id, { company: 'Novum' })
  await waitUntilUpToDate(page)
  await other.setOffline(false)
  await expect.poll(() => page.evaluate(() => satchel.sync.status().conflicts), { timeout: 20_000 }).toBe(ids.length)
  return { page, ids }
}

test('[M3] a conflict on a contact in the trash says so, and is settled once the contact is restored in place', async ({ device, addDevice, account }) => {
  const { page, ids } = await openConflicts(device, await addDevice(), account, ['Ana', 'Ben', 'Cleo'])
  await page.evaluate((id) => satchel.entity('contacts').delete(id), ids[0]!)
  await waitUntilUpToDate(page)
  await page.goto(`${device.origin}/conflicts`)
  await ready(page)

  const ben = page.getByRole('region', { name: 'Company of Ben' })
  await ben.getByRole('radio', { name: /Lumen/ }).check()
  await expect(ben.getByRole('checkbox', { name: 'Same for 1 other' }), 'Cleo’s, and not what is in the trash').toBeVisible()

  const ana = page.getByRole('region', { name: 'Company of Ana' })
  await ana.getByRole('radio', { name: /Lumen/ }).check()
  await expect(ana.getByText(/in the trash/)).toBeVisible()
  await expect(ana.getByRole('button', { name: 'Settle', exact: true })).toBeDisabled()
  await ana.getByRole('button', { name: 'Restore' }).click()
  await expect(ana.getByText(/in the trash/)).toBeHidden()
  await expect(ben.getByRole('checkbox', { name: 'Same for 2 others' })).toBeVisible()
  await ana.getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(ana).toBeHidden()
  await waitUntilUpToDate(page)
  expect(await page.evaluate((id) => satchel.entity('contacts').get(id), ids[0]!)).toMatchObject({ company: 'Lumen', deletedAt: null })
  expect(await page.evaluate(() => satchel.sync.status().conflicts)).toBe(2)
})
