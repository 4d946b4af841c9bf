import { countContacts, createContact, getContact, visit } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

const words = 'A contact needs a name, a company, an e-mail or a phone.'

test('[M5] a rule that is broken offline is said at once where it is broken, in the form and beside the field, and what was typed stays', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { lastName: 'Silva' })
  await device.setOffline(true)

  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('Title', { exact: true }).fill('Coach')
  await dialog.getByRole('button', { name: /^Save(?! and)/ }).click()
  await expect(dialog.getByText(words)).toBeVisible()
  await expect(dialog.getByLabel('Title', { exact: true })).toHaveValue('Coach')
  expect(await countContacts(page)).toBe(1)
  await page.keyboard.press('Escape')

  await visit(page, `/contacts/${id}`)
  const last = page.getByRole('textbox', { name: 'Last name' })
  await last.fill('')
  await last.press('Tab')
  await expect(page.getByText(words)).toBeVisible()
  expect(await getContact(page, id)).toMatchObject({ lastName: 'Silva' })
})
