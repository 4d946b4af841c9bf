import { isTextPatch, withoutTexts, wordsOf } from '../merge/text-field.ts'
import type { Change } from '../protocol/change.ts'
import type { ChangeStatus, JournalRow } from './contract.ts'
import type { Core } from './core.ts'

/** Journal rows, newest first, as the pending and failed lists show them. */
export function journalRows({ db, journal }: Core, query: { status?: ChangeStatus[]; offset?: number; limit?: number }): { rows: JournalRow[]; total: number } {
  const where = query.status === undefined ? '1' : 'status IN (SELECT value FROM json_each(?))'
  const params = query.status === undefined ? [] : [JSON.stringify(query.status)]
  const total = db.value<number>(`SELECT count(*) FROM local_changes WHERE ${where}`, params) ?? 0
  const entries = journal.select(where, [...params, Math.min(query.limit ?? 50, 1_000), query.offset ?? 0], 'ORDER BY seq DESC LIMIT ? OFFSET ?')
  return {
    total,
    rows: entries.map(({ change, status, title, label, createdAt, attempts, error }) =>
      ({ change: inWords(change), status, title, label, createdAt: new Date(createdAt).toISOString(), attempts, error: error === null ? null : withWords(error) })),
  }
}

/** An edited text as the words it was left with. */
function inWords(change: Change): Change {
  const texts = Object.entries(change.patch).filter(([, value]) => isTextPatch(value))
  return texts.length === 0 ? change : { ...change, patch: { ...change.patch, ...Object.fromEntries(texts.map(([name, value]) => [name, wordsOf(value)])) } }
}

const withWords = (error: NonNullable<JournalRow['error']>): JournalRow['error'] => (error.kept === undefined ? error : { ...error, kept: withoutTexts(error.kept) })
