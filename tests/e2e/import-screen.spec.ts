import { countContacts } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

const csv = [
  'Vorname;Nachname;Firma;E-Mail;Telefon',
  'Jürgen;Müller;Müller GmbH;juergen@example.org;+49 151 2345678',
  'Zoë;Größe;Größe & Söhne;zoe@example.org;030 1234567',
  ';;;;',
  'Ana;Silva;Silva Coaching;ana@example.org;',
].join('\r\n')

test('a file is dropped, looked at, rehearsed, imported, imported again, and undone', async ({ device }) => {
  const page = await device.open('/import')
  const file = { name: 'Kontakte.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') }
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByText('Kontakte.csv').first()).toBeVisible()
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page.getByRole('tab', { name: /New/ })).toContainText('3')
  expect(await countContacts(page), 'nothing is written by a rehearsal').toBe(0)
  await page.getByRole('button', { name: 'Import 3 contacts' }).click()
  await expect(page.getByText('3 contacts imported')).toBeVisible()
  const result = page.url()
  expect(await page.evaluate(async () => (await satchel.entity('contacts').list({ search: 'groesse' })).total
    + (await satchel.entity('contacts').list({ search: 'größe' })).total)).toBeGreaterThan(0)

  await page.goto(`${device.origin}/import`)
  await ready(page)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page.getByRole('button', { name: 'Nothing to import' })).toBeVisible()
  expect(await countContacts(page)).toBe(3)

  await page.goto(result)
  await ready(page)
  await page.getByRole('button', { name: 'Undo import' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click()
  await expect.poll(() => countContacts(page)).toBe(0)
})

test('a file that is none says so, and nothing else happens', async ({ device }) => {
  const page = await device.open('/import')
  await page.locator('input[type=file]').setInputFiles({ name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 7, 3]) })
  await expect(page.getByText(/photo\.csv could not be read/)).toBeVisible()
  expect(await countContacts(page)).toBe(0)
})
