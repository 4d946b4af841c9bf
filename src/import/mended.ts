import type { MendedRow } from './contract.ts'
import type { Job } from './job.ts'
import { readCards } from './read/read-cards.ts'
import type { RawCard } from './read/vcard-cards.ts'
import type { OpenFile } from './read/open-file.ts'

/** The file with rows as a person mended them, each in its place; what was not mended stands as it was read. */
export async function withMended(file: OpenFile, rows: readonly MendedRow[], job: Job): Promise<OpenFile> {
  const mended = new Map(rows.flatMap(({ fileId, row, cells }): [number, string[]][] => (fileId === file.inspected.fileId ? [[row, cells]] : [])))
  const { content } = file, along = file.along === null ? null : await withMended(file.along, rows, job)
  if (mended.size === 0) return { ...file, along }
  if (content.kind === 'csv') return { ...file, along, content: { ...content, rows: content.rows.map((row) => ({ row: row.row, cells: mended.get(row.row) ?? row.cells })) } }
  const cards: RawCard[] = []
  for (const card of content.cards) {
    const text = mended.get(card.card)?.[0]
    const read = text === undefined ? undefined : (await readCards(new TextEncoder().encode(wholeCard(text)), 'utf-8', job)).cards[0]
    cards.push(read === undefined ? card : { ...read, charset: 'utf-8', card: card.card })
  }
  return { ...file, content: { ...content, cards } }
}

/** A card is shown without its first and last line. */
const wholeCard = (text: string): string => (/^\s*BEGIN\s*:\s*VCARD/i.test(text) ? text : `BEGIN:VCARD\r\n${text}\r\nEND:VCARD\r\n`)
