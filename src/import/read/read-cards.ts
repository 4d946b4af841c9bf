import type { Encoding } from '../contract.ts'
import { decodeText, detectEncoding } from './detect-encoding.ts'
import { toBinaryText, toBytes } from './binary-text.ts'
import type { RawCard } from './vcard-cards.ts'
import { splitCards } from './vcard-cards.ts'

/** The cards of a file and the charset of what does not name its own. UTF-16 is turned into UTF-8 first, so that all else is bytes. */
export function readCards(bytes: Uint8Array, chosen: Encoding | undefined): { cards: RawCard[]; charset: Encoding; warnings: string[] } {
  // A fold within a UTF-8 character makes the file invalid until it is unfolded.
  const detected = chosen ?? detectEncoding(isWide(bytes) ? bytes : toBytes(toBinaryText(bytes).replace(/(?:\r\n|\n|\r)[ \t]/g, '')))
  const wide = detected === 'utf-16le' || detected === 'utf-16be'
  const { cards, strayLines } = splitCards(wide ? new TextEncoder().encode(decodeText(bytes, detected)) : bytes)
  const warnings = strayLines === 0 ? [] : [`${strayLines} ${strayLines === 1 ? 'line stands' : 'lines stand'} outside any card and ${strayLines === 1 ? 'was' : 'were'} left out.`]
  return { cards, charset: wide ? 'utf-8' : detected, warnings }
}

const isWide = (bytes: Uint8Array): boolean => detectEncoding(bytes.subarray(0, 4_096)).startsWith('utf-16')
