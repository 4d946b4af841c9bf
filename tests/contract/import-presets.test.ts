import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Data } from '../../src/shared/json.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { setupImport, value } from '../support/import-session.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url))

async function importFixture(name: string): Promise<{ file: Awaited<ReturnType<ReturnType<typeof setupImport>['inspect']>>; contacts: Data[]; notes: string[]; reasons: string[]; warnings: string[] }> {
  const fake = createFakeImportDb()
  const { file, rows, report } = await setupImport(fake.db).run(fixture(name), name)
  return { file, contacts: fake.records('contacts'), notes: fake.records('notes').map(({ body }) => String(body)), reasons: rows.map(({ reason }) => reason), warnings: report.warnings }
}

describe('known exports map by themselves', () => {
  it('Google Contacts: numbered groups, " ::: ", labels', async () => {
    const { file, contacts, notes } = await importFixture('google-new.csv')
    expect(file.preset).toBe('Google Contacts')
    expect(contacts[0]).toMatchObject({
      firstName: 'Ana', lastName: 'Silva', company: 'Acme GmbH', title: 'CTO', birthday: '1990-05-17', tags: ['Clients', 'starred'],
      emails: [{ value: 'ana@acme.example', label: 'work' }, { value: 'ana@home.example', label: 'home' }],
      phones: [{ value: '+49 151 234', label: 'mobile' }, { value: '+49 151 235', label: 'mobile' }],
      addresses: [{ label: 'home', street: 'Hauptstr. 1', city: 'Bonn', postalCode: '53111', country: 'DE' }],
      links: [{ value: 'https://ana.example', label: 'profile' }],
    })
    expect(notes).toEqual(['Met in Porto\n\nNickname: Nini\nDepartment: R&D\nMiddle name: Maria\nAnniversary: 2015-06-20\nShoe size: 38'])
    expect(contacts[1]).toMatchObject({ firstName: 'Bo', birthday: '--04-01' })
    expect(contacts[1]).not.toHaveProperty('tags')
  })

  it('Google Contacts, old: the whole name counts only without its parts', async () => {
    const { file, contacts, notes } = await importFixture('google-old.csv')
    expect(file.preset).toBe('Google Contacts (old)')
    expect(contacts[0]).toMatchObject({
      firstName: 'Jörg', lastName: 'Müller', birthday: '--02-29', tags: ['Trainer'], company: 'Müller KG', title: 'Inhaber',
      emails: [{ value: 'joerg@example.org', label: 'home' }, { value: 'jm@example.org', label: 'home' }], phones: [{ label: 'work fax' }], addresses: [{ label: 'work', street: 'Am Markt 3\nBonn' }],
    })
    expect(contacts[1]).toMatchObject({ firstName: 'Only', lastName: 'Name' })
    expect(notes).toEqual(['line one\nline two'])
  })

  it('Outlook: its Title is a form of address, its 0/0/00 no date, its Exchange addresses no e-mails', async () => {
    const { file, contacts, notes, reasons } = await importFixture('outlook-windows.csv')
    expect(file.preset).toBe('Outlook')
    expect(contacts[0]).toMatchObject({
      firstName: 'John', lastName: 'Doe', title: 'Money Counter', birthday: '1980-03-22', emails: [{ value: 'john@doe.example' }, { value: 'jd@work.example' }],
      phones: [{ label: 'home' }, { label: 'mobile' }, { label: 'work fax' }],
      addresses: [{ label: 'home', street: 'Silicon Alley 5\nFloor 2', city: 'New York', region: 'NY', postalCode: '12345' }, { label: 'work', street: 'Crescent 1', city: 'Albany' }],
    })
    expect(notes[0]).toBe('Likes golf\n\nTitle: Dr.\nSpouse: Jenny\nDepartment: Accounting\nName suffix: Jr.')
    expect(contacts[1]).not.toHaveProperty('birthday')
    expect(contacts[1]).not.toHaveProperty('emails')
    expect(notes[1]).toBe('E-mail: /o=ExchangeLabs/ou=Exchange/cn=jane')
    expect(reasons[1]).toContain('is no e-mail address')
  })

  it('Outlook.com, with a byte order mark', async () => {
    const { file, contacts } = await importFixture('outlook-com.csv')
    expect(file).toMatchObject({ preset: 'Outlook.com', encoding: 'utf-8' })
    expect(contacts[0]).toMatchObject({ firstName: 'Zoë', lastName: 'Brontë', tags: ['Friends', 'Writers'], addresses: [{ label: 'work', city: 'Haworth', country: 'United Kingdom' }] })
  })

  it('LinkedIn: three lines before the header', async () => {
    const { file, contacts, notes } = await importFixture('linkedin.csv')
    expect(file).toMatchObject({ preset: 'LinkedIn', csv: { skipLines: 3, hasHeader: true }, rows: 2 })
    expect(contacts[0]).toMatchObject({ firstName: 'Ada', lastName: 'Lovelace', company: 'Analytical Engines, Ltd', title: 'Programmer', links: [{ value: 'https://www.linkedin.com/in/ada', label: 'linkedin' }] })
    expect(notes[0]).toBe('Connected on: 12 Mar 2024')
  })

  it('HubSpot: its record ids are kept', async () => {
    const { file, contacts } = await importFixture('hubspot.csv')
    expect(file.preset).toBe('HubSpot')
    expect(contacts.map(({ externalId }) => externalId)).toEqual(['hubspot:101', 'hubspot:102'])
    expect(contacts[0]).toMatchObject({ company: 'Meyer Coaching', title: 'Coach' })
  })

  it("Salesforce: the report's closing lines are left out and told", async () => {
    const { file, contacts, warnings } = await importFixture('salesforce.csv')
    expect(file).toMatchObject({ preset: 'Salesforce', rows: 1 })
    expect(warnings[0]).toContain('4 closing lines were left out')
    expect(contacts[0]).toMatchObject({ firstName: 'Grace', title: 'Admiral', company: 'US Navy', addresses: [{ street: '1 Navy Yard', region: 'VA', postalCode: '22202' }], phones: [{}, { label: 'mobile' }, { label: 'fax' }] })
  })

  it('Thunderbird: a birthday in three columns; one that is no date stays in the note', async () => {
    const { file, contacts, notes, reasons } = await importFixture('thunderbird.csv')
    expect(file.preset).toBe('Thunderbird')
    expect(contacts[0]).toMatchObject({ firstName: 'Tom', birthday: '1954-07-29', addresses: [{ label: 'home', street: 'Withywindle 1\nOld Forest', city: 'Shire' }], company: 'Nature' })
    expect(contacts[1]).toMatchObject({ firstName: 'Goldberry', lastName: 'River' })
    expect(contacts[1]).not.toHaveProperty('birthday')
    expect(notes).toContain('Birthday: 2-30')
    expect(reasons[1]).toContain('is no date')
  })
})

describe('unknown tables map by their names, in several languages and encodings', () => {
  it('German, semicolons, Windows-1252', async () => {
    const { file, contacts, notes, reasons } = await importFixture('german-semicolon-1252.csv')
    expect(file).toMatchObject({ encoding: 'windows-1252', csv: { delimiter: ';' }, preset: null })
    expect(contacts[0]).toMatchObject({
      firstName: 'Käthe', lastName: 'Größmann', company: 'Süß & Söhne', birthday: '1961-11-05', addresses: [{ street: 'Königstraße 5', postalCode: '01067', city: 'Dresden' }],
      phones: [{ value: '0351/123456', label: 'work' }, { value: '0171 1234567', label: 'mobile' }],
    })
    expect(notes[0]).toBe('Zahlt 100 € – „immer“\n\nSalutation: Frau')
    expect(reasons[1]).toContain('"31.02.1970" is no date')
    expect(notes[1]).toBe('Geburtsdatum: 31.02.1970')
  })

  it('Japanese, Shift_JIS, the family name first', async () => {
    const { file, contacts } = await importFixture('japanese-sjis.csv')
    expect(file.encoding).toBe('shift_jis')
    expect(contacts[0]).toMatchObject({ lastName: '山田', firstName: '太郎', company: '株式会社サンプル', phones: [{ value: '03-1234-5678' }], emails: [{ value: 'taro@example.jp' }] })
    expect(contacts[1]).toMatchObject({ lastName: 'ﾔﾏﾀﾞ', firstName: 'ﾊﾅｺ' })
  })

  it('UTF-16 with a mark and tabs', async () => {
    const { file, contacts } = await importFixture('utf16le-tabs.csv')
    expect(file).toMatchObject({ encoding: 'utf-16le', csv: { delimiter: '\t' } })
    expect(contacts[0]).toMatchObject({ firstName: 'Łukasz', lastName: 'Żółć' })
  })

  it('UTF-16 without a mark', async () => {
    const { file, contacts } = await importFixture('utf16be-no-mark.csv')
    expect(file.encoding).toBe('utf-16be')
    expect(contacts[0]).toMatchObject({ firstName: 'Иван', lastName: 'Петров' })
  })
})

describe('what was detected can be changed', () => {
  const session = (): ReturnType<typeof setupImport> => setupImport(createFakeImportDb().db)

  it('the encoding', async () => {
    const { api, inspect } = session()
    const file = await inspect(fixture('german-semicolon-1252.csv'), 'g.csv')
    const wrong = value(await api.reinspect(file.fileId, { encoding: 'utf-8' }))
    expect(wrong.encoding).toBe('utf-8')
    expect(wrong.warnings.join()).toContain('make no sense as UTF-8')
    expect(value(await api.reinspect(file.fileId, { encoding: 'windows-1252' })).columns[1]!.samples).toEqual(['Käthe', 'Jürgen'])
  })

  it('the delimiter, the header, the lines before it, the mapping', async () => {
    const { api, inspect, rehearse, rows } = session()
    const file = await inspect('Ana|Silva|ana@example.org\nBo|Berg|bo@example.org\n', 'x.txt')
    expect(file).toMatchObject({ csv: { delimiter: '|', hasHeader: false }, mapping: ['firstName', 'lastName', 'emails'], rows: 2 })
    expect(value(await api.reinspect(file.fileId, { csv: { delimiter: ',' } })).columns).toHaveLength(1)
    expect(value(await api.reinspect(file.fileId, { csv: { delimiter: '|', hasHeader: true } }))).toMatchObject({ rows: 1, csv: { hasHeader: true } })
    expect(value(await api.reinspect(file.fileId, { csv: { hasHeader: false, skipLines: 1 } })).rows).toBe(1)
    const mapped = value(await api.reinspect(file.fileId, { csv: { skipLines: 0 }, mapping: ['lastName', null, 'emails:work'] }))
    expect(mapped.mapping).toEqual(['lastName', null, 'emails:work'])
    await rehearse(mapped)
    expect((await rows())[0]!.data).toMatchObject({ lastName: 'Ana', emails: [{ value: 'ana@example.org', label: 'work' }] })
    expect(await api.reinspect(file.fileId, { mapping: ['nonsense'] })).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })

  it('the order of days and months, which is told where nothing proves it', async () => {
    const { api, inspect, rehearse, rows } = session()
    const file = await inspect('First Name,Birthday\nAna,5/7/1990\nBo,4/3/1980\n', 'd.csv')
    expect(file.dateOrder).toBe('mdy')
    expect(file.warnings).toEqual(['Nothing tells whether the day or the month comes first in dates like 5/7/1990; they are read with the month first. If that is wrong, change it where the file is read.'])
    const changed = value(await api.reinspect(file.fileId, { dateOrder: 'dmy' }))
    expect(changed).toMatchObject({ dateOrder: 'dmy', warnings: [] })
    await rehearse(changed)
    expect((await rows()).map(({ data }) => data['birthday'])).toEqual(['1990-07-05', '1980-03-04'])
    expect(await inspect('First Name,Birthday\nAna,5/17/1990\nBo,4/3/1980\n', 'd.csv')).toMatchObject({ dateOrder: 'mdy', warnings: [] })
    expect(await inspect('First Name,Birthday\nAna,1990-05-07\n', 'd.csv')).toMatchObject({ dateOrder: null, warnings: [] })
  })

  it('a phone number that a spreadsheet has rounded is told, since it is no number any more', async () => {
    const { inspect, rehearse, rows } = session()
    await rehearse(await inspect('First Name,Phone\nAna,4.91512E+11\nBo,+49 151 2345678\n', 'p.csv'))
    expect((await rows()).map(({ reason }) => reason)).toEqual(['New; "4.91512E+11" is a phone number that a spreadsheet has rounded; its last digits are not in the file', 'New'])
  })

  it('rows of other lengths are told, and nothing of them is lost', async () => {
    const { inspect, rehearse, rows } = session()
    const file = await inspect('First Name,Email\nAna\nBo,bo@example.org,more,\nCy,cy@example.org,,,\n', 'r.csv')
    expect(file.warnings).toEqual(['2 rows have more or fewer cells than the header (row 2, 3). Missing cells are taken as empty, cells beyond go to the note.'])
    await rehearse(file)
    expect((await rows()).map(({ data }) => data['notes'])).toEqual([undefined, ['Beyond the last column: more'], undefined])
  })
})

describe('files that are none', () => {
  it.each([
    ['an empty file', '', 'a.csv', 'file_empty'],
    ['a header alone', 'Name,Email\n', 'a.csv', 'file_empty'],
    ['a workbook', 'PK\u0003\u0004rest', 'a.xlsx', 'file_unreadable'],
    ['a PDF', '%PDF-1.7', 'a.pdf', 'file_unreadable'],
    ['a program', '\u007fELF\u0000\u0001\u0000\u0000\u0000\u0003', 'a.csv', 'file_unreadable'],
  ])('%s says so', async (_, content, name, code) => {
    expect(await setupImport(createFakeImportDb().db).api.inspect(new Blob([content]), name)).toMatchObject({ ok: false, error: { code } })
  })
})
