import { countContacts, visit } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

const csv = [
  'Vorname;Nachname;Firma;E-Mail;Telefon',
  'Jürgen;Müller;Müller GmbH;juergen@example.org;+49 151 2345678',
  'Zoë;Größe;Größe & Söhne;zoe@example.org;030 1234567',
  ';;;;',
  'Ana;Silva;Silva Coaching;ana@example.org;',
].join('\r\n')

test('a file is dropped, looked at, rehearsed, imported, imported again, and undone; one that is none says so', async ({ device }) => {
  const page = await device.open('/import')
  const file = { name: 'Kontakte.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') }
  const dropped = await page.evaluateHandle(({ name, bytes }) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'text/csv' }))
    return transfer
  }, { name: file.name, bytes: [...file.buffer] })
  const zone = page.getByRole('button', { name: 'Choose files' })
  for (const type of ['dragenter', 'dragover', 'drop']) await zone.dispatchEvent(type, { dataTransfer: dropped })
  await expect(page.getByText('Kontakte.csv').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Rehearse' })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('tab', { name: /New/ })).toContainText('3')
  expect(await countContacts(page), 'nothing is written by a rehearsal').toBe(0)
  await page.getByRole('button', { name: 'Import 3 contacts' }).click()
  await expect(page.getByText('3 contacts imported')).toBeVisible()
  const result = page.url()
  expect(await page.evaluate(async () => (await satchel.entity('contacts').list({ search: 'groesse' })).total
    + (await satchel.entity('contacts').list({ search: 'größe' })).total)).toBeGreaterThan(0)

  // Dropped where nobody takes it, it is not opened by the browser in the app's place: it leads to the import.
  await visit(page, '/contacts')
  await expect(page.getByText('Zoë').first()).toBeVisible()
  const dropOn = (selector: string): Promise<boolean[]> => page.locator(selector).first().evaluate((on, transfer) =>
    ['dragover', 'drop'].map((type) => on.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))), dropped)
  // False is what a listener that prevents the default answers.
  expect(await dropOn('[type=search]'), 'nor what is written into').toEqual([false, false])
  await expect(page).toHaveURL(/\/contacts/)
  expect(await dropOn('main')).toEqual([false, false])
  await expect(page).toHaveURL(/\/import$/)
  await expect(page.getByText('Kontakte.csv').first()).toBeVisible()
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page.getByRole('button', { name: 'Nothing to import' })).toBeVisible()
  expect(await countContacts(page)).toBe(3)

  await page.goto(result)
  await ready(page)
  await page.getByRole('button', { name: 'Undo import' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click()
  await expect.poll(() => countContacts(page)).toBe(0)

  await visit(page, '/import')
  await page.locator('input[type=file]').setInputFiles({ name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 7, 3]) })
  await expect(page.getByText('"photo.csv" is a picture; export your contacts as CSV or vCard.')).toBeVisible()
  // The next choice begins anew, and what is wrong with several is said once.
  const xlsx = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), Buffer.from('xl/workbook.xml')])
  await page.locator('input[type=file]').setInputFiles([1, 2, 3, 4].map((n) => ({ name: `list-${n}.xlsx`, mimeType: '', buffer: xlsx })))
  await expect(page.getByText('"list-1.xlsx", "list-2.xlsx", "list-3.xlsx" and 1 more: each is an Excel workbook; open it, save it as CSV, and choose that file.')).toBeVisible()
  await expect(page.getByText(/is a picture/)).toBeHidden()
  expect(await countContacts(page)).toBe(0)

  // A file that does not say in which order its dates are.
  await page.locator('input[type=file]').setInputFiles({ name: 'born.csv', mimeType: 'text/csv', buffer: Buffer.from('First Name,Last Name,Birthday\nAna,Silva,5/7/1990\n') })
  await expect(page.getByText(/read with the month first/)).toBeVisible()
  await page.getByLabel('Dates like 5/7/1990').selectOption('Day first')
  await expect(page.getByText(/read with the month first/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Leave out born.csv' }).click()

  // Notes that stand within a contact's JSON come with it, and are seen there: they have no list.
  const note = { id: 'n', body: '', kind: 'call', happenedAt: '2026-05-01T10:00:00.000Z' }
  await page.locator('input[type=file]').setInputFiles({ name: 'own.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify([{ id: 'a', firstName: 'Ana', createdAt: '2026-01-01T00:00:00.000Z', notes: [note] }])) })
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await page.getByRole('button', { name: 'Import 2 records' }).click()
  await expect(page.getByRole('link', { name: 'See your contacts' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'See your notes' })).toHaveCount(0)
  await visit(page, '/import')

  // One that was stopped says so later, too.
  const { id: stopped } = await page.evaluate(() => satchel.entity('imports').create({ name: 'stopped.csv', format: 'csv', entities: ['contacts'], at: '2026-05-01T10:00:00.000Z', groupId: 'g', counts: { created: 3, left: 2 } }))
  await visit(page, `/import/${stopped}`)
  await expect(page.getByText(/2 contacts of it were not written/)).toBeVisible()
  await visit(page, '/import')

  // What was left out of many files is said once.
  const card = (n: number): string => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person ${n}\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\nEND:VCARD\r\n`
  await page.locator('input[type=file]').setInputFiles(Array.from({ length: 6 }, (_, n) => ({ name: `${n}.vcf`, mimeType: 'text/vcard', buffer: Buffer.from(card(n)) })))
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page.getByText('6 photos were left out (0.vcf, 1.vcf and 4 more files).')).toBeVisible()
  await expect(page.getByText(/left out/)).toHaveCount(1)
})
