import type { Encoding } from '../contract.ts'

/**
 * Says how a file's bytes are to be read: a byte order mark decides; then zero bytes (UTF-16 without a mark); then whether all of it is
 * valid UTF-8; what is left is Shift_JIS where it reads as Japanese, else Windows-1252, in which every byte means something.
 */
export function detectEncoding(bytes: Uint8Array): Encoding {
  return byMark(bytes) ?? byZeroBytes(bytes) ?? (isUtf8(bytes) ? 'utf-8' : looksJapanese(bytes) ? 'shift_jis' : 'windows-1252')
}

/** The text without its byte order mark. Bytes that mean nothing in the encoding become U+FFFD, never an exception. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
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

/**
 * Kana and everyday kanji begin with 0x81-0x9F, which in Windows-1252 are curly quotes and dashes that hardly ever stand before a letter;
 * accented letters are 0xC0-0xFF, single, between ASCII letters. Half-width katakana (0xA1-0xDF) come in runs.
 */
function looksJapanese(bytes: Uint8Array): boolean {
  let common = 0, rare = 0, halfWidth = 0, runs = 0, inRun = false
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!
    if (byte < 0x80) { inRun = false; continue }
    if (byte >= 0xa1 && byte <= 0xdf) {
      halfWidth += 1
      if (!inRun) { runs += 1; inRun = true }
      continue
    }
    inRun = false
    const trail = bytes[i + 1] ?? 0
    if (byte === 0x80 || byte === 0xa0 || byte > 0xfc || trail < 0x40 || trail === 0x7f || trail > 0xfc) return false
    if (byte <= 0x9f) common += 1
    else rare += 1
    i += 1
  }
  const kana = runs > 0 && halfWidth / runs >= 3 ? halfWidth : 0
  const against = rare + (kana === 0 ? halfWidth : 0)
  return common + kana > 0 && common + kana >= against * 2
}
