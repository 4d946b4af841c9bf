import type { Encoding } from '../contract.ts'

/**
 * Says how a file's bytes are to be read: a byte order mark decides; then zero bytes (UTF-16 without a mark); then whether all of it, or
 * by far most, is valid UTF-8; what is left is Shift_JIS where it reads as Japanese, else Windows-1252, in which every byte means something.
 */
export function detectEncoding(bytes: Uint8Array): Encoding {
  return byMark(bytes) ?? byZeroBytes(bytes) ?? (isUtf8(bytes) || isMostlyUtf8(bytes) ? 'utf-8' : looksJapanese(bytes) ? 'shift_jis' : 'windows-1252')
}

/**
 * The text without its byte order mark. Bytes that mean nothing in the encoding become U+FFFD, never an exception; a few that are foreign
 * to a file of UTF-8 are Windows-1252's (`foreignLines` says how many).
 */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'utf-8' && !isUtf8(bytes) && isMostlyUtf8(bytes)) return new TextDecoder().decode(allUtf8(bytes))
  const text = new TextDecoder(encoding).decode(bytes)
  return encoding === 'windows-1252' ? withWindowsMarks(text) : text
}

/** Node reads Windows-1252 as Latin-1 and leaves control characters where the curly quotes, dashes and the euro are; browsers do not. */
// eslint-disable-next-line no-control-regex -- these control characters are meant
export const withWindowsMarks = (text: string): string => text.replace(/[\x80-\x9f]/g, (mark) => windowsMarks[mark.charCodeAt(0) - 0x80]!)

const windowsMarks = Array.from('€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ')

function byMark(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/** Commas, line ends and digits are ASCII in every language, so UTF-16 always has zero bytes, and all on the same side. */
function byZeroBytes(bytes: Uint8Array): Encoding | null {
  const length = Math.min(bytes.length, 65_536) & ~1
  let even = 0, odd = 0
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even += 1
    if (bytes[i + 1] === 0) odd += 1
  }
  if (Math.max(even, odd) < Math.max(2, length / 40)) return null
  if (odd > even * 10) return 'utf-16le'
  if (even > odd * 10) return 'utf-16be'
  return null
}

/** A file that was cut off within a character is what the whole of it was, where it has other characters of several bytes to tell by. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return isUtf8CutOff(bytes)
  }
}

function isUtf8CutOff(bytes: Uint8Array): boolean {
  try {
    // eslint-disable-next-line no-control-regex -- everything beyond ASCII is meant
    return /[^\x00-\x7f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }))
  } catch {
    return false
  }
}

/** Files of several programs that were put into one: the UTF-8 in it can be nothing else, and what is not is told. */
const isMostlyUtf8 = (bytes: Uint8Array): boolean => {
  const { characters, foreign } = looked(bytes)
  return characters > foreign.length * 3
}

/** How many lines of a file that is read as UTF-8 hold bytes that are none, and are read as Windows-1252. */
export function foreignLines(bytes: Uint8Array): number {
  if (isUtf8(bytes) || !isMostlyUtf8(bytes)) return 0
  let lines = 0, from = 0
  for (const at of looked(bytes).foreign) {
    if (at < from) continue
    lines += 1
    const end = bytes.indexOf(10, at)
    from = end < 0 ? bytes.length : end
  }
  return lines
}

/** How many characters of several bytes there are, and where bytes stand that belong to none; a last one that was cut off is neither. */
function looked(bytes: Uint8Array): { characters: number; foreign: number[] } {
  let characters = 0
  const foreign: number[] = []
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!
    if (byte < 0x80) continue
    const more = byte >= 0xc2 && byte <= 0xdf ? 1 : byte >= 0xe0 && byte <= 0xef ? 2 : byte >= 0xf0 && byte <= 0xf4 ? 3 : 0
    let found = 0
    while (found < more && (bytes[i + found + 1] ?? 0) >> 6 === 2) found += 1
    if (more > 0 && found === more) {
      characters += 1
      i += more
    } else if (more > 0 && i + found + 1 >= bytes.length) break
    else foreign.push(i)
  }
  return { characters, foreign }
}

/** The same bytes with foreign ones as what they are in Windows-1252. */
function allUtf8(bytes: Uint8Array): Uint8Array {
  const { foreign } = looked(bytes), encoder = new TextEncoder()
  const pieces: Uint8Array[] = []
  let from = 0
  for (const at of foreign) {
    pieces.push(bytes.subarray(from, at), encoder.encode(withWindowsMarks(String.fromCharCode(bytes[at]!))))
    from = at + 1
  }
  pieces.push(bytes.subarray(from))
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let to = 0
  for (const piece of pieces) { all.set(piece, to); to += piece.length }
  return all
}

/**
 * Kana and everyday kanji begin with 0x81-0x9F, which in Windows-1252 are curly quotes, apostrophes and dashes: these stand alone among
 * ASCII ("O’Brien"), while kana and kanji stand together or end in a byte beyond it. Accented letters are 0xC0-0xFF, single, between ASCII
 * letters. Half-width katakana (0xA1-0xDF) come in runs.
 */
function looksJapanese(bytes: Uint8Array): boolean {
  let common = 0, rare = 0, alone = 0, halfWidth = 0, runs = 0, inRun = false, endedAt = -2
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!
    if (byte < 0x80) { inRun = false; continue }
    if (byte >= 0xa1 && byte <= 0xdf) {
      halfWidth += 1
      if (!inRun) { runs += 1; inRun = true }
      continue
    }
    inRun = false
    const trail = bytes[i + 1] ?? 0, endsPair = endedAt === i - 1
    if (byte === 0x80 || byte === 0xa0 || byte > 0xfc || trail < 0x40 || trail === 0x7f || trail > 0xfc) return false
    if (byte > 0x9f) rare += 1
    else if (isLatin(byte, trail) || (trail < 0x80 && !unusual.has(byte) && !isBeyond(bytes[i - 1]) && !isBeyond(bytes[i + 2]) && !endsPair)) alone += 1
    else common += 1
    i += 1
    endedAt = i
  }
  const kana = runs > 0 && halfWidth / runs >= 3 ? halfWidth : 0
  const against = rare + alone + (kana === 0 ? halfWidth : 0)
  return common + kana > 0 && common + kana >= against * 2
}

/** Of Windows-1252 no sign at all, or one that nobody writes before a letter (ƒ, †, ˜): of a kanji that stands alone, like 森, the first byte. */
const unusual = new Set([0x81, 0x82, 0x83, 0x86, 0x87, 0x88, 0x89, 0x8d, 0x8f, 0x90, 0x98, 0x9d])

/** Š, Œ, Ž, š, œ, ž or Ÿ before a small letter, also twice in a row, as in Žižek. */
const isLatin = (byte: number, next: number): boolean => latin.has(byte) && next >= 0x61 && next <= 0x7a
const latin = new Set([0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f])

const isBeyond = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x80
