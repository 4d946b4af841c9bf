import type { Job } from '../job.ts'
import { toBinaryText } from './binary-text.ts'

/** A card cut out of its file, unfolded: one line a property, in binary text. */
export interface RawCard {
  /** 1-based. */
  card: number
  version: '2.1' | '3.0' | '4.0'
  lines: string[]
  /** Why it cannot be read; null for a whole card. */
  broken: string | null
  /** Of a card that a person mended, which is no longer as its file has it. */
  charset?: 'utf-8'
}

/** All cards of a file in order, and how many lines stood outside any. Works in pieces, so that `job` can be cancelled. */
export async function splitCards(bytes: Uint8Array, job: Job): Promise<{ cards: RawCard[]; strayLines: number }> {
  const cards: RawCard[] = []
  let open: string[] | null = null, depth = 0, strayLines = 0
  const close = (broken: string | null): void => {
    if (open !== null) cards.push(unfoldCard(open, cards.length + 1, broken))
    open = null
  }
  const take = (line: string): void => {
    const mark = /^(BEGIN|END)\s*:\s*VCARD\s*$/i.exec(line.startsWith('\xef\xbb\xbf') ? line.slice(3) : line)?.[1]?.toUpperCase()
    if (mark === 'BEGIN') {
      // A 2.1 card may hold another one: its AGENT. Anything else that begins within a card cuts that one off.
      if (open !== null && /^(?:[\w-]+\.)?AGENT\b/i.test(lastFilled(open))) { depth += 1; return }
      close('The card has no end; the file seems to be cut off there')
      open = []
      depth = 0
    } else if (mark === 'END') {
      if (depth > 0) depth -= 1
      else if (open === null) strayLines += 1
      else close(null)
    } else if (open !== null) {
      if (depth === 0) open.push(line)
    } else if (line.trim() !== '') strayLines += 1
  }
  for (let from = 0; from < bytes.length;) {
    const to = endOfPiece(bytes, from)
    for (const line of linesOf(toBinaryText(bytes.subarray(from, to)))) take(line)
    from = to
    await job.checkpoint(from, bytes.length)
  }
  close('The card has no end; the file seems to be cut off there')
  return { cards, strayLines }
}

const pieceBytes = 1 << 20

/** Just after a line's end, so that no line, and no CRLF, is cut in two. */
function endOfPiece(bytes: Uint8Array, from: number): number {
  if (from + pieceBytes >= bytes.length) return bytes.length
  for (let at = from + pieceBytes; at < bytes.length; at += 1) {
    if (bytes[at - 1] === 10 || (bytes[at - 1] === 13 && bytes[at] !== 10)) return at
  }
  return bytes.length
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  // What stands after the last line's end is the next piece's.
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const lastFilled = (lines: readonly string[]): string => lines.findLast((line) => line.trim() !== '') ?? ''

function unfoldCard(physical: readonly string[], card: number, broken: string | null): RawCard {
  const version = versionOf(physical)
  const lines: string[] = []
  let current: string | null = null
  for (const line of physical) {
    if (current !== null && isQuotedPrintable(current) && current.endsWith('=')) {
      current = current.slice(0, -1) + line
    } else if (current !== null && /^[ \t]/.test(line) && (version !== '2.1' || line.trim() !== '')) {
      current += unfolded(current, line, version)
    } else if (current !== null && isBase64(current) && /^[A-Za-z0-9+/=]+$/.test(line)) {
      current += line
    } else {
      if (current !== null) lines.push(current)
      current = line.trim() === '' ? null : line
    }
  }
  if (current !== null) lines.push(current)
  return { card, version, lines, broken }
}

/** 3.0 and 4.0 fold anywhere and add a blank; 2.1 folds at a blank and keeps it, but many of its writers fold like 3.0 within characters. */
function unfolded(before: string, line: string, version: RawCard['version']): string {
  return version !== '2.1' || isBase64(before) || endsWithinCharacter(before) ? line.slice(1) : line
}

function endsWithinCharacter(binary: string): boolean {
  for (let back = 1; back <= 3; back += 1) {
    const byte = binary.charCodeAt(binary.length - back)
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2)
    if (!(byte >= 0x80)) return false
  }
  return false
}

const head = (line: string): string => line.slice(0, line.indexOf(':') + 1)
const isQuotedPrintable = (line: string): boolean => /;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(head(line))
const isBase64 = (line: string): boolean => /;(?:ENCODING=)?(?:B|BASE64)[;:]/i.test(head(line))

function versionOf(lines: readonly string[]): RawCard['version'] {
  for (const line of lines) {
    const match = /^(?:[\w-]+\.)?VERSION[^:]*:\s*(2\.1|3\.0|4\.0)/i.exec(line)
    if (match !== null) return match[1] as RawCard['version']
  }
  return '3.0'
}
