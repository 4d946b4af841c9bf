import type { Job } from '../job.ts'
import { draftOfCard } from '../map/card-draft.ts'
import { createCsvDrafter } from '../map/csv-draft.ts'
import type { Here } from '../map/due-words.ts'
import { fingerprint, normalisedRow } from '../plan/fingerprint.ts'
import type { SourceRow } from '../plan/plan.ts'
import { decodeBinary } from './binary-text.ts'
import type { OpenFile } from './open-file.ts'
import { markByPlace } from './mark-by-place.ts'
import type { Warning } from './warnings.ts'

const longestRaw = 32_000

/** Every row or card of a file as a draft, and what was left out of all of them. */
export async function sourceRowsOf(file: OpenFile, job: Job, here: Here = { zone: 'UTC', today: '1970-01-01' }): Promise<{ rows: SourceRow[]; warnings: Warning[] }> {
  return file.content.kind === 'csv' ? { rows: await rowsOfTable(file, file.content, job, here), warnings: file.warnings } : rowsOfCards(file, file.content, job)
}

async function rowsOfTable(file: OpenFile, content: Extract<OpenFile['content'], { kind: 'csv' }>, job: Job, here: Here): Promise<SourceRow[]> {
  const { into, fields, inspected: { fileId, mapping } } = file
  const rows: SourceRow[] = []
  const draftOf = createCsvDrafter({ header: content.header, mapping, into, dateOrder: content.dateOrder, here, fields, exact: content.exact })
  for (const { row, cells } of content.rows) {
    await job.checkpoint(rows.length, content.rows.length)
    rows.push({ fileId, into, row, raw: cells, draft: draftOf(cells), error: null, fingerprint: into.identity === null ? fingerprint(normalisedRow(content.header, cells)) : '' })
  }
  if (into.identity !== null) await markByPlace(rows, into.identity, job)
  return rows
}

async function rowsOfCards(file: OpenFile, content: Extract<OpenFile['content'], { kind: 'vcard' }>, job: Job): Promise<{ rows: SourceRow[]; warnings: Warning[] }> {
  const { into, inspected: { fileId } } = file
  const rows: SourceRow[] = []
  const skipped = new Map<string, number>()
  for (const card of content.cards) {
    await job.checkpoint(rows.length, content.cards.length)
    const charset = card.charset ?? content.charset
    const raw = [decodeBinary(card.lines.filter((line) => !/^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]/i.test(line)).join('\n'), charset, charset).slice(0, longestRaw)]
    if (card.broken !== null) {
      rows.push({ fileId, into, row: card.card, raw, draft: null, error: card.broken, fingerprint: '' })
      continue
    }
    const { draft, skipped: left, identity, isGroup } = draftOfCard(card, charset, file.fields)
    for (const name of left) skipped.set(name, (skipped.get(name) ?? 0) + 1)
    rows.push({ fileId, into, row: card.card, raw, draft, error: isGroup ? 'A group of people, not a person' : null, fingerprint: fingerprint(identity) })
  }
  return { rows, warnings: [...file.warnings, ...[...skipped].map(([name, count]) => ({ kind: `left out ${name}`, count, say: (all: number) => leftOut(name, all) }))] }
}

function leftOut(name: string, count: number): string {
  const [one, many] = kinds[name] ?? [`${name} of no text`, `${name}s of no text`]
  return count === 1 ? `1 ${one} was left out.` : `${count} ${many} were left out.`
}

const kinds: Record<string, [string, string]> = {
  PHOTO: ['photo', 'photos'], LOGO: ['logo', 'logos'], SOUND: ['sound', 'sounds'], KEY: ['key', 'keys'], AGENT: ['card of an agent', 'cards of agents'],
}
