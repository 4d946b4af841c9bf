import { ready } from './device.ts'
import { countContacts, createContact } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

test('a person begins: welcome, first contact, search, undo, redo, after a reload too', async ({ device }) => {
  const page = await device.open('/')
  await expect(page).toHaveURL(/\/welcome$/)
  await page.getByRole('button', { name: /Start now/ }).click()
  await expect(page).toHaveURL(/\/contacts/)

  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('First name').fill('José')
  await dialog.getByLabel('Last name').fill('Álvarez')
  await dialog.getByLabel('Company').fill('Álvarez e Hijos')
  await dialog.getByLabel('Phone').fill('+49 151 2345678')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  const row = page.getByRole('row').filter({ hasText: 'José Álvarez' })
  await expect(row).toBeVisible()
  await createContact(page, { firstName: 'Ana', lastName: 'Silva' })

  for (const search of ['jose', 'alvar', 'hijos', '0151 23', 'lvare']) {
    await page.goto(`${device.origin}/contacts?q=${encodeURIComponent(search)}`)
    await ready(page)
    const found = async (): Promise<void> => {
      await expect(page.getByRole('row').filter({ hasText: 'José Álvarez' })).toBeVisible()
      await expect(page.getByRole('row').filter({ hasText: 'Ana Silva' })).toBeHidden()
    }
    await found()
    await page.keyboard.press('/')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(search)
    await found()
  }

  await page.goto(`${device.origin}/contacts`)
  await ready(page)
  await expect(page.getByRole('row').filter({ hasText: 'Ana Silva' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect.poll(() => countContacts(page)).toBe(1)
  await page.reload()
  await ready(page)
  await expect(page.getByRole('row').filter({ hasText: 'José Álvarez' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect.poll(() => countContacts(page)).toBe(0)
  await page.keyboard.press('Control+Shift+z')
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => countContacts(page)).toBe(2)
})

test('deleting goes to the trash, and comes back from it', async ({ device }) => {
  const page = await device.open('/contacts')
  await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await page.getByRole('checkbox', { name: 'Select Ana Silva' }).click()
  await page.keyboard.press('#')
  const confirm = page.getByRole('dialog').getByRole('button', { name: /delete|trash/i })
  if (await confirm.isVisible()) await confirm.click()
  await expect.poll(() => countContacts(page)).toBe(0)
  await page.goto(`${device.origin}/trash`)
  await ready(page)
  await expect(page.getByText('Ana Silva').first()).toBeVisible()
  await page.getByRole('button', { name: /restore/i }).first().click()
  await expect.poll(() => countContacts(page)).toBe(1)
})

test('the sample workspace: 3,000 contacts from one click', async ({ device }) => {
  const page = await device.open('/welcome')
  await page.getByRole('button', { name: /sample/i }).click()
  await expect(page).toHaveURL(/\/contacts/, { timeout: 20_000 })
  await expect.poll(() => countContacts(page), { timeout: 20_000 }).toBe(3_000)
  expect(await page.getByRole('row').count()).toBeGreaterThan(10)
})

test('a field edited on the contact’s page is saved, shown in its history, and restored from it', async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva', title: 'Coach' })
  await page.goto(`${device.origin}/contacts/${id}`)
  await ready(page)
  const title = page.getByRole('textbox', { name: 'Title' })
  await expect(title).toHaveValue('Coach')
  await title.fill('Trainer')
  await title.press('Tab')
  await expect.poll(async () => (await page.evaluate((id) => satchel.entity('contacts').get(id), id))?.['title']).toBe('Trainer')
  await page.getByRole('button', { name: 'History of Title' }).click()
  await page.getByRole('button', { name: /restore/i }).first().click()
  await expect(title).toHaveValue('Coach')
})
