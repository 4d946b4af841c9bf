import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Data } from '../../src/shared/json.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { setupImport } from '../support/import-session.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url))

async function importCards(content: string | Uint8Array): Promise<{ contacts: Data[]; notes: string[]; rows: { action: string; reason: string; row: number }[]; warnings: string[]; failedCsv: string | null }> {
  const fake = createFakeImportDb()
  const { rows, report } = await setupImport(fake.db).run(content, 'cards.vcf')
  return { contacts: fake.records('contacts'), notes: fake.records('notes').map(({ body }) => String(body)), rows, warnings: report.warnings, failedCsv: report.failedCsv }
}
const card = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')

describe('vCard 2.1', () => {
  it('quoted-printable with soft line breaks, charsets by property, a photo in base64 skipped and told', async () => {
    const { contacts, notes, warnings } = await importCards(fixture('quoted-printable-21.vcf'))
    expect(contacts).toHaveLength(1)
    expect(contacts[0]).toMatchObject({
      firstName: 'Jörg', lastName: 'Müller', company: 'Süß GmbH', birthday: '1961-05-11', emails: [{ value: 'joerg@example.de' }],
      phones: [{ value: '0171 1234567', label: 'mobile' }, { value: '0228 99', label: 'work fax' }], addresses: [{ label: 'work', street: 'Königstraße 5', city: 'Köln', postalCode: '50667', country: 'Deutschland' }],
    })
    expect(notes).toEqual(['Erste Zeile\nZweite mit einem weißen Umbruch und Gleichheitszeichen =\n\nName prefix: Dr.\nDepartment: Einkauf'])
    expect(warnings).toEqual(['1 photo was left out.'])
  })

  it('a line folded at a blank keeps the blank; one folded within a character joins', async () => {
    const { notes } = await importCards(Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\nVERSION:2.1\r\nN:A;B\r\nNOTE:two\r\n words and \xc3', 'latin1'), Buffer.from('\r\n \xbc\r\nEND:VCARD\r\n', 'latin1'),
    ]))
    expect(notes).toEqual(['two words and ü'])
  })

  it('quoted-printable is read by what it is where no charset is named, an unknown one, or a wrong one', async () => {
    const { contacts } = await importCards([
      card('VERSION:2.1', 'N;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg'), card('VERSION:2.1', 'N;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB'),
      card('VERSION:2.1', 'N;CHARSET=X-FOO;ENCODING=QUOTED-PRINTABLE:Gr=FCn;Ana'), card('VERSION:2.1', 'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=F6=DFe;Bob'),
      card('VERSION:2.1', 'N;CHARSET=CP932;ENCODING=QUOTED-PRINTABLE:=8ER=93c;=91=BE=98Y'), card('VERSION:2.1', 'N;CHARSET=CP1250;ENCODING=QUOTED-PRINTABLE:Ko=F8=EDnek;Ji=F8=ED'),
    ].join(''))
    expect(contacts.map(({ firstName, lastName }) => `${String(firstName)} ${String(lastName)}`)).toEqual(['Jörg Müller', 'Zoë Müller', 'Ana Grün', 'Bob Größe', '太郎 山田', 'Jiří Kořínek'])
  })

  it('a charset of seven bits', async () => {
    const { contacts } = await importCards(card('VERSION:2.1', 'N;CHARSET=ISO-2022-JP:\x1b$B;3ED\x1b(B;\x1b$BB@O:\x1b(B'))
    expect(contacts).toMatchObject([{ firstName: '太郎', lastName: '山田' }])
  })

  it('cards of several charsets in one file', async () => {
    const { contacts } = await importCards(Buffer.concat([Buffer.from(card('VERSION:3.0', 'N:Müller;Jörg;;;')), Buffer.from(card('VERSION:3.0', 'N:Gr\xfcn;Zo\xeb;;;'), 'latin1'), Buffer.from(card('VERSION:3.0', 'N:Okafor;Añá;;;'))]))
    expect(contacts.map(({ firstName, lastName }) => `${String(firstName)} ${String(lastName)}`)).toEqual(['Jörg Müller', 'Zoë Grün', 'Añá Okafor'])
  })

  it('a note in base64 is text; what is none is left out', async () => {
    const { notes, warnings } = await importCards(card('VERSION:2.1', 'N:A;B', `NOTE;CHARSET=UTF-8;ENCODING=BASE64:${Buffer.from('schöner Tag').toString('base64')}`, '', 'X-BLOB;ENCODING=BASE64:AAECAw=='))
    expect(notes).toEqual(['schöner Tag'])
    expect(warnings).toEqual(['1 X-BLOB of no text was left out.'])
  })

  it('an AGENT within the card is no second person, and that it was left out is told', async () => {
    const { contacts, warnings } = await importCards(card('VERSION:2.1', 'N:Boss;Bea', 'AGENT:', 'BEGIN:VCARD', 'VERSION:2.1', 'N:Aide;Al', 'END:VCARD', 'TEL;WORK:0228 123456'))
    expect(contacts).toMatchObject([{ firstName: 'Bea', lastName: 'Boss', phones: [{ value: '0228 123456' }] }])
    expect(warnings).toEqual(['1 card of an agent was left out.'])
  })
})

describe('vCard 3.0', () => {
  it('lines folded within a UTF-8 character', async () => {
    const { contacts, notes } = await importCards(fixture('folded-in-character-30.vcf'))
    expect(notes).toEqual([expect.stringMatching(/^x?Ä{60}$/)])
    expect(contacts[0]).toMatchObject({ firstName: 'Frieda', emails: [{ value: 'frieda@example.org', label: 'work' }] })
  })

  it('groups with labels, a yearless Apple birthday, a company without a person', async () => {
    const { contacts, notes, warnings } = await importCards(fixture('groups-30.vcf'))
    expect(contacts[0]).toMatchObject({
      firstName: 'Johnny', birthday: '--09-26', tags: ['Farmers', 'Friends, old'], emails: [{ value: 'johnny@orchard.example', label: 'Orchard' }], links: [{ value: 'https://orchard.example', label: 'homepage' }],
    })
    expect(notes).toEqual(['Anniversary: 2010-09-26\nSpouse: Dorothy\nNickname: Apple John'])
    expect(contacts[1]).toMatchObject({ company: 'Orchard Ltd' })
    expect(contacts[1]).not.toHaveProperty('firstName')
    expect(warnings).toEqual(['1 key was left out.'])
  })

  it('a group of people is no contact', async () => {
    const { rows } = await importCards(card('VERSION:3.0', 'FN:Friends', 'N:Friends;;;;', 'X-ADDRESSBOOKSERVER-KIND:group'))
    expect(rows).toMatchObject([{ action: 'error', reason: 'A group of people, not a person' }])
  })

  it('in UTF-16 and in Windows-1252 as a whole', async () => {
    const text = card('VERSION:3.0', 'N:Müller;Jörg;;;', 'NOTE:schön')
    expect((await importCards(Buffer.from(`\ufeff${text}`, 'utf16le'))).contacts).toMatchObject([{ lastName: 'Müller' }])
    expect((await importCards(Buffer.from(text, 'latin1'))).contacts).toMatchObject([{ firstName: 'Jörg' }])
  })
})

describe('vCard 4.0 and broken cards', () => {
  it('tel URIs, dates without a year, cut-off cards told and the cards around them read', async () => {
    const { contacts, notes, rows, failedCsv } = await importCards(fixture('truncated-40.vcf'))
    expect(rows.map(({ action }) => action)).toEqual(['create', 'error', 'create', 'error'])
    expect(rows[1]).toMatchObject({ row: 2, reason: 'The card has no end; the file seems to be cut off there' })
    expect(contacts[0]).toMatchObject({ birthday: '--02-03', phones: [{ value: '+1-418-656-9254 ext. 102', label: 'work' }], externalId: 'uid:urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6' })
    expect(notes).toEqual(['Birthday: circa 1800'])
    expect(failedCsv).toContain('FN:Cut Off')
  })

  it('whatever is text and has no field of its own goes to the note', async () => {
    const { notes } = await importCards(card('VERSION:4.0', 'N:A;B;;;', 'FN:B A', 'X-SHOE-SIZE:44', 'IMPP:xmpp:a@b.example', 'this is no property'))
    expect(notes).toEqual(['Shoe size: 44\nMessenger: xmpp:a@b.example\nUnreadable line: this is no property'])
  })

  it('a name that says more than its parts stands in the note', async () => {
    const { contacts, notes } = await importCards([
      card('VERSION:3.0', 'N:Silva;Anna;;;', 'FN:Mum'), card('VERSION:3.0', 'N:Doe;John;Quincy;Dr.;Jr.', 'FN:Dr. John Q. Doe, Jr.'), card('VERSION:3.0', 'N:Müller;Jörg;;;', 'FN:MULLER Jorg'),
    ].join(''))
    expect(contacts[0]).toMatchObject({ firstName: 'Anna', lastName: 'Silva' })
    expect(notes).toEqual(['Full name: Mum', 'Name prefix: Dr.\nMiddle name: Quincy\nName suffix: Jr.'])
  })

  it('text outside any card is told', async () => {
    const { warnings } = await importCards(`stray\n${card('VERSION:3.0', 'FN:Ana')}more\n`)
    expect(warnings).toEqual(['2 lines stand outside any card and were left out.'])
  })

  // Found by the round trips of src/import/round-trip.test.ts.
  it('a folded line that goes on with BEGIN:VCARD is no new card', async () => {
    const { contacts } = await importCards('BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana\r\nNOTE:see\r\n BEGIN:VCARD\r\nEND:VCARD\r\n')
    expect(contacts).toMatchObject([{ firstName: 'Ana' }])
  })

  it('a folded line of nothing but blanks keeps them', async () => {
    const { notes } = await importCards('BEGIN:VCARD\r\nVERSION:4.0\r\nPRODID:-//Satchel//Contacts//EN\r\nN:A;B;;;\r\nNOTE:end\r\n  \r\nEND:VCARD\r\n')
    expect(notes).toEqual(['end '])
  })

  it('labels named like members of an object are labels', async () => {
    const { contacts } = await importCards(card('VERSION:3.0', 'FN:Ana', 'item1.TEL:0228 123456', 'item1.X-ABLabel:toString', 'item2.URL:x', 'item2.X-ABLabel:constructor'))
    expect(contacts[0]).toMatchObject({ phones: [{ label: 'toString' }], links: [{ label: 'constructor' }] })
  })
})
