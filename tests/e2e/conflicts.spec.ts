import { getContact, signIn, signUp, visit, waitUntilUpToDate, type Account } from './steps.ts'
import { ready } from './device.ts'
import { violations } from './violations.ts'
import { expect, test, type Device, type Page } from './setup-satchel.ts'

/** Contacts whose companies were written on two devices that did not know of each other; the conflicts are open on the first. */
async function openConflicts(device: Device, other: Device, account: Account, names: readonly string[]): Promise<{ page: Page; away: Page; ids: string[] }> {
  const page = await device.open('/contacts')
  const ids: string[] = []
  await page.evaluate((names) => satchel.bulk((writer) => { for (const firstName of names) writer.create('contacts', { firstName, company: 'Argo' }) }), names)
  for (const { id } of (await page.evaluate(() => satchel.entity('contacts').list({ limit: 1_000, sort: ['firstName'] }))).rows) ids.push(id)
  await signUp(page, account)
  const away = await other.open('/contacts')
  await signIn(away, account)
  await other.setOffline(true)
  for (const [tab, company] of [[away, 'Lumen'], [page, 'Novum']] as const) {
    await tab.evaluate(({ ids, company }) => satchel.bulk((writer) => { for (const id of ids) writer.update('contacts', id, { company }) }), { ids, company })
  }
  await waitUntilUpToDate(page)
  await other.setOffline(false)
  for (const tab of [page, away]) await expect.poll(() => openOn(tab), { timeout: 20_000 }).toBe(ids.length)
  return { page, away, ids }
}

const openOn = (page: Page): Promise<number> => page.evaluate(() => satchel.sync.status().conflicts)
const companies = (page: Page): Promise<string[]> =>
  page.evaluate(async () => [...new Set((await satchel.entity('contacts').list({ limit: 1_000 })).rows.map((row) => String(row['company'])))].sort())

test('[M3] a conflict on a contact in the trash says so, and is settled once the contact is restored in place', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const { page, ids } = await openConflicts(device, await addDevice(), account, ['Ana', 'Ben', 'Cleo'])
  await page.evaluate((id) => satchel.entity('contacts').delete(id), ids[0]!)
  await waitUntilUpToDate(page)
  await visit(page, '/conflicts')

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
  await expect.poll(() => openOn(page)).toBe(2)
  await visit(page, '/settings?tab=audit')
  await expect(page.getByRole('button', { name: /changed a conflict: Company of Ana/ }).first(), 'which of the three').toBeVisible()
})

test('[M3, U1] more than fit into one mutation are settled as one act by keys alone, and undone and done again, also after they were synced', { tag: '@long' }, async ({ device, addDevice, account }) => {
  test.setTimeout(120_000)
  const { page, away } = await openConflicts(device, await addDevice(), account, Array.from({ length: 60 }, (_, n) => `P${n}`))
  const [stands] = await companies(page), met = stands === 'Novum' ? 'Lumen' : 'Novum'
  await visit(page, '/conflicts')
  const first = page.getByRole('region', { name: 'Company of P0', exact: true })
  await first.getByRole('radio').first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await expect(first.getByRole('radio', { name: met })).toBeChecked()
  await expect(first.getByRole('definition').filter({ hasText: met }), 'the contact as it will be').toContainText(stands!)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('checkbox', { name: 'Same for 59 others' }).first()).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Settle 60' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('60 conflicts settled')).toBeVisible()
  await expect(page.getByText('All clean')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Conflicts' }), 'the keyboard is somewhere').toBeFocused()
  await expect.poll(() => openOn(away), { timeout: 20_000 }).toBe(0)
  expect(await companies(away)).toEqual([met])

  for (const [keys, count, company] of [['ControlOrMeta+z', 60, stands], ['ControlOrMeta+Shift+z', 0, met], ['ControlOrMeta+z', 60, stands]] as const) {
    await page.keyboard.press(keys)
    await expect.poll(() => openOn(page)).toBe(count)
    await waitUntilUpToDate(page)
    await expect.poll(() => openOn(away), { timeout: 20_000 }).toBe(count)
    expect([await companies(page), await companies(away)]).toEqual([[company], [company]])
  }
})

test('[M3] two who settle at once: the second is told, decides with both values before them, and what was being written is not lost', async ({ device, addDevice, account }) => {
  const other = await addDevice()
  const { page, away, ids } = await openConflicts(device, other, account, ['Ana', 'Ben'])
  await away.getByText(/2 need you/).first().waitFor()
  for (const tab of [page, away]) await visit(tab, '/conflicts')
  await expect(page.getByRole('region', { name: 'Company of Ana' })).toBeVisible()
  expect(await violations(page, 'conflicts')).toEqual([])
  const card = (tab: Page, name: string) => tab.getByRole('region', { name: `Company of ${name}` })
  const settle = async (tab: Page, name: string, words: string): Promise<void> => {
    await card(tab, name).getByRole('radio', { name: /Own text/ }).check()
    await card(tab, name).getByRole('textbox', { name: 'Company, own text' }).fill(words)
    await card(tab, name).getByRole('button', { name: 'Settle', exact: true }).click()
    // Written here: before that, there is nothing to wait for until it is sent.
    await expect(card(tab, name)).toBeHidden()
  }
  for (const choice of [/Lumen/, /Novum/, /Original/, /Own text/]) await expect(card(away, 'Ana').getByRole('radio', { name: choice })).toBeVisible()
  await other.setOffline(true)
  await settle(away, 'Ana', 'Second word')
  await settle(page, 'Ana', 'First word')
  await waitUntilUpToDate(page)
  await other.setOffline(false)
  for (const tab of [page, away]) {
    await expect(card(tab, 'Ana').getByText(/settled already: you decided on “First word”/)).toBeVisible({ timeout: 20_000 })
    await expect(card(tab, 'Ana').getByRole('radio', { name: /Second word/ })).toBeVisible()
  }
  expect((await getContact(away, ids[0]!))?.['company']).toBe('First word')
  await card(away, 'Ana').getByRole('radio', { name: /Second word/ }).check()
  await card(away, 'Ana').getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(card(page, 'Ana')).toBeHidden({ timeout: 20_000 })
  expect((await getContact(page, ids[0]!))?.['company']).toBe('Second word')

  // One is still writing when the other settles.
  await card(away, 'Ben').getByRole('radio', { name: /Own text/ }).check()
  await card(away, 'Ben').getByRole('textbox', { name: 'Company, own text' }).fill('Half a thought')
  await away.reload()
  await ready(away)
  await expect(card(away, 'Ben').getByRole('textbox', { name: 'Company, own text' })).toHaveValue('Half a thought')
  await settle(page, 'Ben', 'Done')
  await expect(away.getByText('Company of Ben was settled elsewhere meanwhile: “Done” stands. You had chosen “Half a thought”.')).toBeVisible({ timeout: 20_000 })
  await away.getByRole('button', { name: 'Use what I chose' }).click()
  await expect.poll(async () => (await getContact(page, ids[1]!))?.['company'], { timeout: 20_000 }).toBe('Half a thought')
  await expect(away.getByText('All clean')).toBeVisible()
})
