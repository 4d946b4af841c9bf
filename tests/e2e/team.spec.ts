import { countContacts, createContact, createMany, getContact, go, pendingChanges, signUp, updateContact, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Device, type Page } from './setup-satchel.ts'

const shot = async (page: Page, name: string): Promise<void> => {
  if (process.env['SHOTS'] === undefined) return
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${scheme}.png` })
  }
}

/** Invites as the screen does, and answers the link. */
async function invite(page: Page, role: string): Promise<string> {
  await page.getByRole('button', { name: 'Invite…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Role' }).selectOption({ label: role })
  await shot(page, 'invite-ask')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('heading', { name: 'Copy the link now' })).toBeVisible()
  const link = await page.getByRole('dialog').locator('code').innerText()
  await page.getByRole('button', { name: 'I have it' }).click()
  return new URL(link).pathname + new URL(link).hash
}

/** Without an account yet: makes one on the invitation's screen. */
async function joinAs(device: Device, link: string, name: string, email: string): Promise<Page> {
  const page = await device.open(link)
  await expect(page.getByRole('heading', { name: /^Join “/ })).toBeVisible()
  expect(page.url()).not.toContain('#')
  await shot(page, `join-${name}`)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByLabel('Password').fill('a long password')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL(/\/contacts/)
  await waitUntilUpToDate(page)
  return page
}

test('[M5] by a link a second person joins; both see each other’s edits; as a viewer they look, and taken out while offline they keep their words, and let in again they send them', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const a = await device.open('/settings?tab=workspace')
  await signUp(a, account)
  const contact = await createContact(a, { firstName: 'Ana', lastName: 'Silva', title: 'Coach' })
  const link = await invite(a, 'Member')
  await shot(a, 'members')

  const other = await addDevice({ phone: true })
  const b = await joinAs(other, link, 'Ben', `ben-${account.email}`)
  await expect(b.getByText('Ana Silva')).toBeVisible()
  await updateContact(b, contact.id, { title: 'Trainer' })
  await expect.poll(async () => (await getContact(a, contact.id))?.['title']).toBe('Trainer')
  await updateContact(a, contact.id, { company: 'Onda' })
  await expect.poll(async () => (await getContact(b, contact.id))?.['company']).toBe('Onda')

  // Another role: the other device hears of it at once, and offers no more than that.
  await a.reload()
  await a.getByRole('combobox', { name: 'Role of Ben' }).selectOption({ label: 'Viewer' })
  await expect(b.getByRole('button', { name: 'New', exact: true })).toBeHidden()
  await b.getByText('Ana Silva').click()
  await expect(b.getByRole('textbox', { name: 'Title' })).toBeDisabled()
  await shot(b, 'viewer-contact')
  // Nor is it offered as a command, and whoever presses its key is told why nothing comes.
  await b.keyboard.press('n')
  await expect(b.getByText('You may look at this workspace, not change it.')).toBeVisible()
  await expect(b.getByRole('dialog')).toBeHidden()
  await b.keyboard.press('Control+k')
  await expect(b.getByRole('option', { name: /Go to Trash/ })).toBeVisible()
  await expect(b.getByRole('option', { name: /New (?:contact|company|task)|Write a note|Move to trash/ })).toHaveCount(0)
  await b.keyboard.press('Escape')
  await expect(updateContact(b, contact.id, { title: 'Boss' })).rejects.toThrow('look at this workspace')
  expect(await pendingChanges(b)).toBe(0)

  await a.getByRole('combobox', { name: 'Role of Ben' }).selectOption({ label: 'Member' })
  await expect(b.getByRole('textbox', { name: 'Title' })).toBeEnabled()
  other.expectErrors(/ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket/)
  await other.setOffline(true)
  await updateContact(b, contact.id, { title: 'Written offline' })
  await a.getByRole('button', { name: 'More about Ben' }).click()
  await a.getByRole('menuitem', { name: 'Remove…' }).click()
  await a.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(a.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(1)
  await other.setOffline(false)
  await expect.poll(() => b.evaluate(() => satchel.sync.status().error?.code)).toBe('not_a_member')
  expect((await getContact(b, contact.id))?.['title']).toBe('Written offline')
  expect((await getContact(a, contact.id))?.['title']).toBe('Trainer')
  await b.getByRole('link', { name: 'What now' }).click()
  await expect(b.getByText(/You are not a member of “/)).toBeVisible()
  await shot(b, 'removed')
  const download = b.waitForEvent('download')
  await b.getByRole('button', { name: 'Save what was not sent' }).click()
  expect(await readAll(await (await download).createReadStream())).toContain('Title: Written offline (before: Trainer)')

  // Let in again while that workspace is open: what waited goes out at once. Another link that is opened in the same tab is another invitation.
  await b.goto(`${other.origin}/invite#over`)
  await expect(b.getByRole('heading', { name: 'This invitation is over' })).toBeVisible()
  await a.keyboard.press('Escape')
  const again = await invite(a, 'Member')
  await b.goto(other.origin + again)
  await b.getByRole('button', { name: /^Join “/ }).click()
  await expect.poll(async () => (await getContact(a, contact.id))?.['title']).toBe('Written offline')
  // The link that one came in by is used, and one is in.
  await b.goto(other.origin + again)
  await expect(b.getByRole('heading', { name: /^You are already in “/ })).toBeVisible()
  await shot(b, 'already-in')
  await b.getByRole('button', { name: /^Open “/ }).click()
  await expect(b.getByText('Ana Silva')).toBeVisible()
  await a.evaluate(async () => { await satchel.team.remove((await satchel.team.members()).find(({ you }) => !you)!.userId) })
  await b.getByRole('link', { name: 'What now' }).click()
  await b.getByRole('button', { name: 'Open another workspace' }).click()
  await expect.poll(() => b.evaluate(() => satchel.sync.status().account?.workspaceName)).toBe('Ben\'s workspace')
})

test('an invitation for somebody else is kept over a sign-out: who it is for comes in by it in the same browser', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const owner = await addDevice(), a = await owner.open('/settings?tab=workspace')
  await signUp(a, account)
  const { link } = await a.evaluate((email) => satchel.team.invite({ role: 'viewer', email }), `bo-${account.email}`), { pathname, hash } = new URL(link)

  const b = await device.open('/contacts')
  await signUp(b, { ...account, email: `cy-${account.email}`, name: 'Cy' })
  await b.goto(new URL(pathname + hash, b.url()).href)
  await expect(b.getByText(`you are signed in as cy-${account.email}`)).toBeVisible()
  await b.getByRole('button', { name: 'Use another account…' }).click()
  await b.getByRole('dialog').getByRole('button', { name: /^Sign out/ }).last().click()
  await expect(b.getByRole('textbox', { name: 'E-mail' })).toHaveValue(`bo-${account.email}`)
  await b.getByRole('textbox', { name: 'Name' }).fill('Bo')
  await b.getByLabel('Password').fill(account.password)
  await b.getByRole('button', { name: 'Create account' }).click()
  await expect(b).toHaveURL(/\/contacts/)
  expect(await b.evaluate(() => satchel.sync.status().account)).toMatchObject({ email: `bo-${account.email}`, role: 'viewer' })
})

test('[J4] a person switches workspaces offline and back: what was not sent stays in its own, is said, and goes out from the other', { tag: '@long' }, async ({ device, account }) => {
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  await signUp(page, account)
  const contact = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await waitUntilUpToDate(page)
  const switcher = page.getByRole('button', { name: /^Workspace / })
  await switcher.click()
  await page.getByRole('menuitem', { name: 'New workspace…' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Studio')
  await page.getByRole('dialog').getByRole('button', { name: 'Create it' }).click()
  await expect(switcher).toContainText('Studio')
  await waitUntilUpToDate(page)
  expect(await countContacts(page)).toBe(0)

  device.expectErrors(/ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket/)
  await device.setOffline(true)
  const choose = async (name: string): Promise<void> => {
    await switcher.click()
    await page.getByRole('menuitem', { name: new RegExp(name) }).click()
    await expect(switcher).toContainText(name)
  }
  await choose(account.workspace)
  await expect(page.getByText('Ana Silva')).toBeVisible()
  await updateContact(page, contact.id, { title: 'Coach' })
  await page.getByRole('checkbox', { name: 'Select Ana Silva' }).check()
  await expect(page.getByText('1 selected')).toBeVisible()
  await choose('Studio')
  expect(await countContacts(page)).toBe(0)
  await expect(page.getByText('1 selected'), 'whoever was selected is of the other workspace').toBeHidden()
  await switcher.click()
  await expect(page.getByRole('menuitem', { name: new RegExp(account.workspace) })).toContainText('1 change not sent')
  await shot(page, 'switcher')
  await page.keyboard.press('Escape')
  await createContact(page, { firstName: 'Bea', lastName: 'Only here' })

  // With the network the one that is closed is sent too, and what it was answered waits for it.
  await device.setOffline(false)
  await waitUntilUpToDate(page)
  await expect.poll(() => page.evaluate(async () => (await satchel.workspaces.list()).map(({ waiting }) => waiting))).toEqual([0, 0])
  await choose(account.workspace)
  await waitUntilUpToDate(page)
  expect((await getContact(page, contact.id))?.['title']).toBe('Coach')
  expect(await countContacts(page)).toBe(1)
  expect(await page.evaluate(() => satchel.sync.status().failed)).toBe(0)
})

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

test('[P4] what was refused of a month as a viewer goes out by one press when the role is another', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const a = await device.open('/contacts')
  await createMany(a, 60)
  await signUp(a, account)
  await waitUntilUpToDate(a)
  const { link } = await a.evaluate(() => satchel.team.invite({ role: 'member' })), { pathname, hash } = new URL(link)
  const other = await addDevice(), b = await joinAs(other, `${pathname}${hash}`, 'Bo', `bo-${account.email}`)
  other.expectErrors(/rejected/)
  await other.setOffline(true)
  await b.evaluate(async () => { for (const { id } of (await satchel.entity('contacts').list({ limit: 60 })).rows) await satchel.entity('contacts').update(id, { title: 'Coach' }) })
  const userId = (await b.evaluate(() => satchel.sync.status().account?.userId))!
  await a.evaluate((userId) => satchel.team.changeRole(userId, 'viewer'), userId)
  await other.setOffline(false)
  await expect.poll(() => b.evaluate(() => satchel.sync.status().failed), { timeout: 30_000 }).toBe(60)
  await a.evaluate((userId) => satchel.team.changeRole(userId, 'member'), userId)
  await expect.poll(() => b.evaluate(() => satchel.sync.status().account?.role)).toBe('member')
  await go(b, '/sync?tab=failed')
  await b.getByRole('button', { name: 'Retry all' }).click()
  await expect(b.getByText('Sent again')).toBeVisible()
  await expect.poll(() => a.evaluate(async () => (await satchel.entity('contacts').list({ where: { title: 'Coach' } })).total), { timeout: 20_000 }).toBe(60)
})
