import type { Page } from '@playwright/test'
import type { ImportReport } from '../../src/data-api/types.ts'
import { readSharedFile, sharedData } from '../support/shared-data.ts'
import { standIn } from '../support/stand-ins.ts'
import { countContacts, integrity } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

/** Files people really have, or what stands in for them. Each is imported, imported again, and taken back. */
test('[U1] import of 537 current legislators: all there, nothing twice, all undone', async ({ device }) => {
  await importTwiceAndUndo(await device.open(), ['congress', 'legislators-current.csv'], 'csv', 537)
})

test('[U1] import of 12,230 historical legislators: all there, nothing twice, all undone', { tag: '@long' }, async ({ device }) => {
  test.setTimeout(180_000)
  await importTwiceAndUndo(await device.open(), ['congress', 'legislators-historical.csv'], 'csv', 12_230)
})

test('[U1] import of Thunderbird’s address book and of the cards of phones and mail programs, one after the other', { tag: '@long' }, async ({ device }) => {
  const page = await device.open()
  await importTwiceAndUndo(page, ['csv', 'thunderbird-basic.csv'], 'csv')
  await importTwiceAndUndo(page, ['vcards', 'gmail-list.vcf'], 'vcard')
  const cards = ['gmail-single.vcf', ...(sharedData() === null ? [] : ['John_Doe_IPHONE.vcf', 'John_Doe_MS_OUTLOOK.vcf', 'John_Doe_GMAIL.vcf', 'rfc6350-example.vcf'])]
  for (const card of cards) {
    await importTwiceAndUndo(page, ['vcards', card], 'vcard', 1)
  }
})

async function importTwiceAndUndo(page: Page, parts: string[], format: 'csv' | 'vcard', people?: number): Promise<void> {
  const file = readSharedFile(...parts) ?? standIn(parts.at(-1)!)
  if (file === null) throw new Error(`Nothing stands in for ${parts.join('/')}.`)
  const report = await importBytes(page, file, format)
  expect(report.failed).toBe(0)
  expect(report.created + report.updated + report.skipped).toBe(report.total)
  if (people !== undefined) expect(report.total).toBe(people)
  expect(await countContacts(page)).toBe(report.created)
  expect(report.created).toBeGreaterThan(0)

  const again = await importBytes(page, file, format)
  expect(again).toMatchObject({ created: 0, failed: 0, total: report.total })
  expect(await countContacts(page)).toBe(report.created)

  await page.evaluate((groupId) => satchel.undoAct(groupId), report.groupId)
  expect(await countContacts(page)).toBe(0)
  expect(await integrity(page)).toBe('ok')
}

test('naughty strings go in and come out as they are, and do nothing', { tag: '@long' }, async ({ device }) => {
  const file = readSharedFile('strings', 'blns.json') ?? standIn('blns.json')
  const strings = (JSON.parse(String(file)) as string[]).filter((text) => text.trim() !== '' && !/[\r\n]/.test(text))
  const page = await device.open('/contacts')
  page.on('dialog', () => { throw new Error('A naughty string was run.') })
  const csv = ['First Name,Last Name', ...strings.map((text, i) => `"Naughty ${i}","${text.replaceAll('"', '""')}"`)].join('\r\n')
  const report = await importBytes(page, Buffer.from(csv), 'csv')
  expect(report.created).toBe(strings.length)
  const rows = await page.evaluate(async () => (await satchel.entity('contacts').list({ limit: 1000 })).rows.map((row) => [row['firstName'], row['lastName']]))
  const byNumber = new Map(rows.map(([first, last]) => [first, last]))
  const changed = strings.filter((text, i) => byNumber.get(`Naughty ${i}`) !== text && String(byNumber.get(`Naughty ${i}`)).trim() !== text.trim().normalize('NFC') && byNumber.get(`Naughty ${i}`) !== text.trim())
  expect(changed).toEqual([])
  for (const format of ['csv', 'vcard', 'json'] as const) {
    const text = await page.evaluate((format) => satchel.entity('contacts').export(format), format)
    expect(text.length).toBeGreaterThan(1_000)
  }
})

const importBytes = (page: Page, bytes: Buffer, format: 'csv' | 'vcard'): Promise<ImportReport> =>
  page.evaluate(async ({ base64, format }) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))])
    return await satchel.entity('contacts').import(blob, { format, apply: true }) as ImportReport
  }, { base64: bytes.toString('base64'), format })
