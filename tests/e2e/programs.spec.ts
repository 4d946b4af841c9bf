import { signUp } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

test('a program is let in by a token, works in the person\'s name, and is shut out when the token is revoked', { tag: '@long' }, async ({ device, account }) => {
  const page = await device.open('/settings?tab=programs')
  await expect(page.getByText('Programs need the server')).toBeVisible()
  await signUp(page, account)
  await expect(page.getByText('No program has a token of yours.')).toBeVisible()

  await page.getByRole('button', { name: 'Make a token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make the token' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Give it a name')
  await expect(dialog.getByRole('textbox', { name: 'Name' }), 'what is wrong has the focus').toBeFocused()
  // Once more by keys alone, and again it has.
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Control+Enter')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('Nightly import')
  await dialog.getByRole('combobox', { name: 'It may' }).selectOption({ label: 'Only some kinds of records' })
  await dialog.getByRole('button', { name: 'Make the token' }).click()
  await expect(dialog.getByRole('group', { name: 'Kinds of records' })).toHaveAccessibleDescription('Choose what it may read or change.')
  await expect(dialog.getByRole('combobox', { name: 'Contacts' })).toBeFocused()
  await dialog.getByRole('combobox', { name: 'Contacts' }).selectOption({ label: 'Read and change' })
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/token-ask.png` })
  await dialog.getByRole('button', { name: 'Make the token' }).click()
  await expect(page.getByRole('heading', { name: 'Copy your token now' })).toBeVisible()
  const token = await page.getByRole('dialog').locator('code').innerText()
  // Neither Escape nor a click beside it takes it away unread.
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'I have it' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'Nightly import' })
  await expect(row).toContainText('Reads and changes contacts')
  await expect(row).toContainText('never used')

  const call = (method: string, path: string, body?: object): Promise<Response> => fetch(`${device.origin}${path}`, {
    method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect((await call('POST', '/api/contacts', { firstName: 'Bea', company: 'Onda' })).status).toBe(201)
  expect((await call('GET', '/api/notes')).status).toBe(403)
  await expect.poll(() => page.evaluate(async () => (await satchel.entity('contacts').list({ search: 'bea' })).total)).toBe(1)

  await row.getByRole('button', { name: 'Revoke Nightly import' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(page.getByText('No program has a token of yours.')).toBeVisible()
  expect((await call('GET', '/api/contacts')).status).toBe(401)
})

test('a webhook is added with the topics that were chosen, disabled and removed; what was sent is looked at', { tag: '@long' }, async ({ device, account }) => {
  const page = await device.open('/settings?tab=programs')
  await signUp(page, account)
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Address' }).fill('http://localhost/inside')
  await dialog.getByRole('button', { name: 'Add the webhook' }).click()
  await expect(dialog.getByRole('alert')).toContainText('https addresses only')
  await expect(dialog.getByRole('textbox', { name: 'Address' }), 'the server’s refusal stands at its field').toBeFocused()
  await dialog.getByRole('textbox', { name: 'Address' }).fill('https://hooks.invalid/satchel')
  await dialog.getByRole('combobox', { name: 'It is told of' }).selectOption({ label: 'Only what I choose' })
  const contacts = dialog.getByRole('group', { name: 'contacts' })
  await dialog.getByRole('button', { name: 'Add the webhook' }).click()
  await expect(contacts.getByRole('checkbox', { name: 'made' })).toBeFocused()
  await contacts.getByRole('checkbox', { name: 'made' }).check()
  await contacts.getByRole('checkbox', { name: 'deleted' }).check()
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/webhook-ask.png` })
  await dialog.getByRole('button', { name: 'Add the webhook' }).click()
  await expect(page.getByRole('dialog').locator('code')).toHaveText(/^whsec_/)
  await page.getByRole('button', { name: 'I have it' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'hooks.invalid' })
  await expect(row).toContainText('Contacts when made or deleted')

  await page.evaluate(() => satchel.entity('contacts').create({ firstName: 'Bea' }))
  await row.getByRole('button', { name: 'More about hooks.invalid' }).click()
  await page.getByRole('menuitem', { name: 'What was sent…' }).click()
  await expect(page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'contacts.created' })).toContainText('No answer', { timeout: 25_000 })
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/webhook-sent.png` })
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click()

  await row.getByRole('button', { name: 'More about hooks.invalid' }).click()
  await page.getByRole('menuitem', { name: 'Disable' }).click()
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible()
  if (process.env['SHOTS'] !== undefined) {
    for (const [name, width, height, colorScheme] of [['wide-light', 1280, 800, 'light'], ['wide-dark', 1280, 800, 'dark'], ['phone-light', 390, 844, 'light']] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${process.env['SHOTS']}/programs-${name}.png` })
    }
  }
  await row.getByRole('button', { name: 'More about hooks.invalid' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(page.getByText('Nothing is sent anywhere.')).toBeVisible()
})
