import type { Encoding } from '../contract.ts'
import type { Job } from '../job.ts'
import { decodeText, detectEncoding } from './detect-encoding.ts'
import { toBytes } from './binary-text.ts'
import type { RawCard } from './vcard-cards.ts'
import { splitCards } from './vcard-cards.ts'
import type { Warning } from './warnings.ts'

/** The cards of a file and the charset of what does not name its own. UTF-16 is turned into UTF-8 first, so that all else is bytes. */
export async function readCards(bytes: Uint8Array, chosen: Encoding | undefined, job: Job): Promise<{ cards: RawCard[]; charset: Encoding; warnings: Warning[] }> {
  const wide = chosen ?? detectEncoding(bytes.subarray(0, 4_096))
  const isWide = wide === 'utf-16le' || wide === 'utf-16be'
  const { cards, strayLines } = await splitCards(isWide ? new TextEncoder().encode(decodeText(bytes, wide)) : bytes, job)
  const say = (count: number): string => (count === 1 ? '1 line stands outside any card and was left out.' : `${count} lines stand outside any card and were left out.`)
  const warnings = strayLines === 0 ? [] : [{ kind: 'stray', count: strayLines, say }]
  return { cards, charset: isWide ? 'utf-8' : chosen ?? charsetOf(cards), warnings }
}

/** Seen on the unfolded lines: a fold within a UTF-8 character makes the bytes of the file itself invalid. */
function charsetOf(cards: readonly RawCard[]): Encoding {
  // eslint-disable-next-line no-control-regex -- everything beyond ASCII is meant
  const telling = cards.flatMap(({ lines }) => lines.filter((line) => /[^\x00-\x7f]/.test(line)))
  return detectEncoding(toBytes(telling.join('\n')))
}
