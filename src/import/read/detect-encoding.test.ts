import { describe, expect, it } from 'vitest'
import { decodeText, detectEncoding, foreignLines } from './detect-encoding.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const wide = (text: string, big: boolean): Uint8Array => Uint8Array.from([...Array(text.length).keys()].flatMap((i) => { const unit = text.charCodeAt(i), pair = [unit & 255, unit >> 8]; return big ? pair.reverse() : pair }))

describe('the encoding is seen', () => {
  it('by a byte order mark', () => {
    expect(detectEncoding(Uint8Array.from([0xef, 0xbb, 0xbf, 0x41]))).toBe('utf-8')
    expect(detectEncoding(Uint8Array.from([0xff, 0xfe, 0x41, 0]))).toBe('utf-16le')
    expect(detectEncoding(Uint8Array.from([0xfe, 0xff, 0, 0x41]))).toBe('utf-16be')
  })

  it('by zero bytes on one side', () => {
    for (const text of ['Name,Email\nAna,a@x.org\n', 'Имя,Почта\nИван,ivan@x.ru\n', '名前,メール\n太郎,taro@x.jp\n']) {
      expect(detectEncoding(wide(text, false))).toBe('utf-16le')
      expect(detectEncoding(wide(text, true))).toBe('utf-16be')
      expect(decodeText(wide(text, true), 'utf-16be')).toBe(text)
    }
  })

  it('as UTF-8 where all of it is', () => {
    for (const text of ['plain', 'Käthe', '太郎', '😀', '']) expect(detectEncoding(utf8(text))).toBe('utf-8')
  })

  it('as UTF-8 where it was cut off within a character', () => {
    expect(detectEncoding(utf8('Käthe Łódź').slice(0, -1))).toBe('utf-8')
    // One character alone tells nothing: it is the é of a Windows file.
    expect(detectEncoding(latin('Jos\u00e9'))).toBe('windows-1252')
  })

  it('as Windows-1252 for accents, curly quotes and capitals', () => {
    for (const text of ['Käthe Größmann', 'Fran\u00e7ois \x93quoted\x94', 'MÜLLER ÖSTERREICH ÅÄÖ', 'Señor Núñez; Peña', 'caf\u00e9']) expect(detectEncoding(latin(text))).toBe('windows-1252')
    expect(decodeText(latin('\x80 5 \x96 \x84so\x93'), 'windows-1252')).toBe('€ 5 – „so“')
  })

  it('as Windows-1252 for apostrophes and dashes that stand alone among ASCII', () => {
    for (const text of ['O\x92Brien', 'Name,Company\nMiles O\x92Brien,Macy\x92s\n', '\x91Tis\x92', 'Slavoj \x8ei\x9eek', 'Fr\x9ae\x9ca', '2019\x962024;it\x92s \x93fine\x94']) expect(detectEncoding(latin(text))).toBe('windows-1252')
  })

  it('as UTF-8 where most of it is, lines of another program told and read as Windows-1252', () => {
    const file = Uint8Array.from([...utf8('Jörg,Müller\nZoë,Größe\nŁukasz,Özil\n'), ...latin('Zo\xeb,Gr\xfcn\nB\x80,\n'), ...utf8('Ana,Núñez\n太郎,😀\n')])
    expect(detectEncoding(file)).toBe('utf-8')
    expect(decodeText(file, 'utf-8')).toBe('Jörg,Müller\nZoë,Größe\nŁukasz,Özil\nZoë,Grün\nB€,\nAna,Núñez\n太郎,😀\n')
    expect(foreignLines(file)).toBe(2)
    expect(foreignLines(utf8('Jörg'))).toBe(0)
    expect(detectEncoding(latin('J\xf6rg M\xfcller\n\xc3\xbc\n'))).toBe('windows-1252')
  })

  it('as Shift_JIS for a name of one sign among Latin words', () => {
    expect(detectEncoding(Uint8Array.from([...latin('Name,Note\nTaro,'), 0x97, 0xd1, ...latin('\nKen,'), 0x90, 0x58, 0x89, 0xba, 0x0a]))).toBe('shift_jis')
    expect(detectEncoding(Uint8Array.from([...latin('Name,Note\n'), 0x90, 0x58, ...latin(',x\n'), 0x83, 0x41, ...latin(',y\n')]))).toBe('shift_jis')
  })

  it('as Shift_JIS for kana, kanji and half-width katakana', () => {
    const yamada = Uint8Array.from([0x8e, 0x52, 0x93, 0x63, 0x20, 0x91, 0xbe, 0x98, 0x59])
    expect(detectEncoding(yamada)).toBe('shift_jis')
    expect(decodeText(yamada, 'shift_jis')).toBe('山田 太郎')
    expect(detectEncoding(Uint8Array.from([0xd4, 0xcf, 0xc0, 0xde, 0x20, 0xca, 0xc5, 0xba, 0x2c]))).toBe('shift_jis')
  })
})
