import { describe, expect, it } from 'vitest'
import Papa from 'papaparse'
import type { Data } from '../../src/shared/json.ts'
import { contacts as contactsEntity } from '../../src/model/contacts.ts'
import { notes as notesEntity } from '../../src/model/notes.ts'
import { exportRecords } from '../../src/import/export.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { importDbOf } from '../support/import-into-store.ts'
import { setupImport } from '../support/import-session.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { readSharedFile } from '../support/shared-data.ts'

const run = async (file: Uint8Array, name: string): Promise<Awaited<ReturnType<ReturnType<typeof setupImport>['run']>> & { fake: ReturnType<typeof createFakeImportDb> }> => {
  const fake = createFakeImportDb()
  return { ...await setupImport(fake.db).run(file, name), fake }
}
const where = (records: Data[], field: string, wanted: string): Data => records.find((data) => data[field] === wanted)!

const current = readSharedFile('congress', 'legislators-current.csv')
const historical = readSharedFile('congress', 'legislators-historical.csv')
const offices = readSharedFile('congress', 'legislators-district-offices.csv')

describe.skipIf(current === null || historical === null || offices === null)('the congress', () => {
  it('537 current legislators: all created, every name, birthday and phone as the file has them', async () => {
    const { report, fake, file } = await run(current!, 'legislators-current.csv')
    expect(report).toMatchObject({ created: 537, updated: 0, skipped: 0, lookalikes: 0, failed: 0, total: 537 })
    expect(file.mapping.slice(0, 7)).toEqual(['lastName', 'firstName', 'middleName', 'nameSuffix', 'notes:Nickname', 'fullName', 'birthday'])
    const made = new Map(fake.records('contacts').map((data) => [data['externalId'], data]))
    for (const row of Papa.parse<Record<string, string>>(current!.toString(), { header: true, skipEmptyLines: true }).data) {
      const data = made.get(`bioguide:${row['bioguide_id']!}`)!
      expect([data['firstName'], data['lastName'], data['birthday'] ?? '']).toEqual([row['first_name'], row['last_name'], row['birthday']])
      expect((data['phones'] as { value: string }[] | undefined)?.[0]?.value ?? '').toBe(row['phone'])
    }
  })

  it('12,230 historical ones: none fails, and none is taken for a namesake', async () => {
    const { report, rows } = await run(historical!, 'legislators-historical.csv')
    // 426 share a first and last name with one before them and nothing speaks against it: a missing birthday, or a phone of the same office.
    expect(report).toMatchObject({ created: 12_230, updated: 0, skipped: 0, failed: 0, total: 12_230, lookalikes: 426 })
    for (const row of rows) if (row.lookalikeId !== null) expect(row.reason).toMatch(/looks like .+: the same (name|phone)/)
  })

  it('1,312 offices: those without a phone are no contacts, and the report says so', async () => {
    const { report, rows } = await run(offices!, 'legislators-district-offices.csv')
    const withoutPhone = Papa.parse<Record<string, string>>(offices!.toString(), { header: true, skipEmptyLines: true }).data.filter((row) => row['phone'] === '' && row['fax'] === '').length
    expect(report).toMatchObject({ failed: withoutPhone, created: 1_312 - withoutPhone })
    expect(rows[0]!.data).toMatchObject({ addresses: [{ street: '205 4th Ave. NE\nSuite 104', city: 'Cullman', region: 'AL', postalCode: '35055' }] })
  })

  it('into the real database, and a second time creates nothing', async () => {
    const store = await openMemoryStore()
    expect((await setupImport(importDbOf(store)).run(current!, 'c.csv')).report).toMatchObject({ created: 537, failed: 0 })
    expect((await setupImport(importDbOf(store), 2).run(current!, 'c.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 537, failed: 0 })
    const out = (entity: string): { id: string; data: Data; createdAt: string }[] => store.data.list({ entity, limit: 1_000 }).rows
    for (const format of ['csv', 'vcard'] as const) {
      const exported = exportRecords(contactsEntity, format, out('contacts'), { [notesEntity.name]: out('notes') })
      if (!exported.ok) throw new Error(exported.error.message)
      const back = await setupImport(importDbOf(store), 3).run(exported.value, format === 'csv' ? 'out.csv' : 'out.vcf')
      expect(back.report).toMatchObject({ created: 0, updated: 0, skipped: 537, failed: 0 })
    }
  })
})

const iphone = readSharedFile('vcards', 'John_Doe_IPHONE.vcf')
describe.skipIf(iphone === null)('vCards of real programs', () => {
  it('iPhone: seven phones, labels by group, the photo left out and told', async () => {
    const { fake, report } = await run(iphone!, 'i.vcf')
    expect(report.warnings).toEqual(['1 photo was left out.'])
    expect(fake.records('contacts')).toMatchObject([{
      firstName: 'John', lastName: 'Doe', company: 'IBM', title: 'Money Counter', birthday: '2012-06-06', emails: [{ value: 'john.doe@ibm.com' }],
      phones: [{ label: 'mobile' }, { label: 'home' }, { label: 'work' }, { label: 'home fax' }, { label: 'work fax' }, { label: 'pager' }, { value: '905-222-1234', label: 'AssistantPhone' }],
      addresses: [{ label: 'home', city: 'New York' }, { label: 'work', street: 'Street4\nBuilding 6\nFloor 8' }], links: [{ value: 'http://www.ibm.com', label: 'homepage' }],
    }])
    for (const { externalId: _, ...data } of [...fake.records('contacts'), ...fake.records('notes')]) expect(JSON.stringify(data)).not.toMatch(/9j\/4AAQ|[A-Za-z0-9+/]{60}/)
  })

  it('Outlook 2.1: labels, managers and messengers in the note, no picture, no card design', async () => {
    const { fake, report } = await run(readSharedFile('vcards', 'John_Doe_MS_OUTLOOK.vcf')!, 'o.vcf')
    expect(report).toMatchObject({ created: 1, failed: 0, warnings: ['1 photo was left out.'] })
    expect(fake.records('contacts')).toMatchObject([{ firstName: 'John', lastName: 'Doe', birthday: '1980-03-22', phones: [{ label: 'work' }, { label: 'home' }], addresses: [{ label: 'work', street: 'Cresent moon drive' }, { label: 'home' }] }])
    const note = String(fake.records('notes')[0]!['body'])
    expect(note).toContain('Manager: Big Blue')
    expect(note).toContain('Anniversary: 20110113')
    expect(note).not.toContain('<card')
  })

  it('Gmail, and three cards in one file', async () => {
    const { fake } = await run(readSharedFile('vcards', 'John_Doe_GMAIL.vcf')!, 'g.vcf')
    expect(fake.records('contacts')).toMatchObject([{ firstName: 'John', lastName: 'Doe', birthday: '1980-03-22', links: [{ value: 'http://www.ibm.com', label: 'work' }] }])
    expect(String(fake.records('notes')[0]!['body'])).toContain('Spouse: Jenny')
    expect((await run(readSharedFile('vcards', 'gmail-list.vcf')!, 'l.vcf')).report).toMatchObject({ created: 3 })
    expect((await run(readSharedFile('vcards', 'rfc6350-example.vcf')!, 'r.vcf')).fake.records('contacts')).toMatchObject([{ firstName: 'Simon', lastName: 'Perreault', birthday: '--02-03', phones: [{ value: '+1-418-656-9254 ext. 102' }, {}] }])
  })
})

const thunderbird = readSharedFile('csv', 'thunderbird-basic.csv')
describe.skipIf(thunderbird === null)('a Thunderbird address book', () => {
  it('maps by itself', async () => {
    const { file, fake } = await run(thunderbird!, 't.csv')
    expect(file).toMatchObject({ preset: 'Thunderbird', warnings: [] })
    expect(where(fake.records('contacts'), 'firstName', 'Jane')).toMatchObject({ lastName: 'Doe', emails: [{ value: 'jane@doe.invalid' }] })
  })
})

const naughty = readSharedFile('strings', 'blns.json')
describe.skipIf(naughty === null)('the naughty strings', () => {
  // A blank at the end of a cell is typing, not a name; what else is there stays.
  const strings = naughty === null ? [] : (JSON.parse(naughty.toString()) as string[]).map((text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')).filter((text) => text !== '')

  it('come through as names and notes, to the letter', async () => {
    const csv = Papa.unparse([['First Name', 'Email', 'Notes'], ...strings.map((text, i) => [text, `n${i}@example.org`, text])])
    const { report, fake, rows } = await run(new TextEncoder().encode(csv), 'naughty.csv')
    expect(report).toMatchObject({ created: strings.length, failed: 0 })
    expect(rows.map(({ data }) => data['firstName'])).toEqual(strings)
    // A note of blanks that only a rare keyboard has is no note.
    expect(fake.records('notes').map(({ body }) => body)).toEqual(strings.filter((text) => text.trim() !== ''))
  })

  it('go into the real database, and out and in again by both formats', async () => {
    const store = await openMemoryStore()
    const csv = Papa.unparse([['First Name', 'Last Name', 'Email', 'Notes'], ...strings.map((text, i) => [text, text, `n${i}@example.org`, text])])
    expect((await setupImport(importDbOf(store)).run(csv, 'naughty.csv')).report).toMatchObject({ created: strings.length, failed: 0 })
    const out = (entity: string): { id: string; data: Data; createdAt: string }[] => store.data.list({ entity, limit: 1_000 }).rows
    for (const format of ['csv', 'vcard'] as const) {
      const exported = exportRecords(contactsEntity, format, out('contacts'), { [notesEntity.name]: out('notes') })
      if (!exported.ok) throw new Error(exported.error.message)
      expect((await setupImport(importDbOf(store), 2).run(exported.value, format === 'csv' ? 'out.csv' : 'out.vcf')).report).toMatchObject({ created: 0, updated: 0, skipped: strings.length, failed: 0 })
    }
  })
})
