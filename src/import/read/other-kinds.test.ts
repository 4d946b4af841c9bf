import { describe, expect, it } from 'vitest'
import { formatOf } from './file-format.ts'

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
/** A zip archive, as far as anybody looks: an entry's header with its name, padding, and the name again at the end. */
const zip = (...names: string[]): Uint8Array => latin(names.map((name) => `PK\u0003\u0004${'\0'.repeat(26)}${name}${'x'.repeat(100)}`).join('') + names.join(''))
const refusal = (bytes: Uint8Array, name = 'contacts.csv'): string => {
  try {
    return `taken for ${formatOf(bytes, name)}`
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : ''
  }
}

describe('a file that is neither a table nor cards is named, with what to do instead', () => {
  it.each([
    ['an Excel workbook; open it, save it as CSV, and choose that file.', zip('[Content_Types].xml', 'xl/workbook.xml')],
    ['an old Excel or Office file; open it', latin('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1')],
    ['a LibreOffice spreadsheet; open it', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')],
    ['a Numbers spreadsheet; open it, export it as CSV', zip('Index/Document.iwa')],
    ['a document; copy its table', zip('[Content_Types].xml', 'word/document.xml')],
    ['a zip archive; unpack it', zip('Takeout/Contacts/All Contacts.vcf')],
    ['a packed archive; unpack it', latin('\u001f\u008b\u0008\0\0\0')],
    ['an Outlook data file; in Outlook, export', latin('!BDN\u0001\u0002')],
    ['a database; a Satchel backup is restored', latin('SQLite format 3\0')],
    ['a PDF; export your contacts as CSV or vCard.', latin('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n')],
    ['a picture', latin('\u0089PNG\r\n\u001a\n')],
    ['a picture', latin('GIF89a\u0001\0\u0001\0')],
    ['a picture', latin('RIFF\u0024\0\0\0WEBPVP8 ')],
    ['a picture', latin('\0\0\0\u0018ftypheic\0\0\0\0')],
    ['a picture', utf8('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>')],
    ['a recording', latin('\0\0\0\u0018ftypmp42\0\0\0\0')],
    ['a web page', utf8('\ufeff\n<!DOCTYPE html>\n<html><body>Sign in, please, to see your contacts</body></html>')],
    ['a web page', utf8('<html>\r\n<table><tr><td>Ana</td></tr></table>')],
    ['an XML file', utf8('<?xml version="1.0"?><contacts/>')],
    ['a rich-text document', utf8('{\\rtf1\\ansi Ana}')],
    ['a JSON file of no program that Satchel knows', utf8('[\n  {"firstName": "Ana"}\n]')],
    ['a JSON file that breaks off or is damaged; save it once more', utf8('{"name": "Board", "lists": [{"id": "1"')],
    ['a calendar', utf8('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')],
    ['an LDIF file', utf8('dn: cn=Ana Silva,mail=ana@example.org\nobjectclass: top\n')],
    ['no text file', latin('\u007fELF\u0000\u0001\u0000\u0000\u0000\u0003')],
  ])('%s', (words, bytes) => {
    expect(refusal(bytes)).toMatch(new RegExp(`^"contacts.csv" is ${words.replaceAll(/[.[\]]/g, String.raw`\$&`)}`))
  })
})

it('a table or cards are taken for what they are, whatever stands in them', () => {
  for (const text of [
    'Name,Email\nAna,ana@example.org\n', 'Firma;Ort\nPDF GmbH;Bonn\n', 'BMW;Ana\n', '{name},{email}\nAna,a@x.org\n', '[Name],[Mail]\nAna,a@x.org\n',
    'Notes\n"<html> and <?xml inside a cell"\n', 'Name\tCity\nAna\tBonn\n\u001a', 'Control\n\u0001\u0002\u0003 in a cell that is otherwise of many letters, as the naughty strings are\n',
    'First Name,Last Name,Notes\nAna,Sil\u0000va,written so somewhere\n',
  ]) expect(refusal(utf8(text)), text).toBe('taken for csv')
  expect(refusal(utf8('BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n'))).toBe('taken for vcard')
  expect(refusal(utf8('\n\nX-COMMENT\nBEGIN:VCARD\nEND:VCARD\n'), 'a.vcf')).toBe('taken for vcard')
})
