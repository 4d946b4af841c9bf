import type { ChangeStatus, JournalRow, Satchel } from '../../../data-api/types.ts'
import { formatInstant } from '../../components/format.ts'
import { changeSummary, fieldChanges, toActs } from './change-words.ts'

const unsent: ChangeStatus[] = ['pending', 'pushing', 'deferred', 'failed']
const page = 1_000

/** Everything that was written here and never reached the workspace, in words, for a person to keep: a text, and how many changes are in it. */
export async function unsentAsText(satchel: Satchel, workspaceName: string): Promise<{ text: string; count: number }> {
  const rows: JournalRow[] = []
  for (;;) {
    const found = await satchel.sync.changes({ status: unsent, offset: rows.length, limit: page })
    rows.push(...found.rows)
    if (found.rows.length === 0 || rows.length >= found.total) break
  }
  const acts = toActs(rows).map((act) => [
    `${act.label} (${formatInstant(act.createdAt)})`,
    ...act.rows.flatMap((row) => [`  ${row.title}: ${changeSummary(row).toLowerCase()}`, ...fieldChanges(row).map(({ label, from, to }) => `    ${label}: ${to || 'empty'}${from === '' ? '' : ` (before: ${from})`}`)]),
  ].join('\n'))
  return { count: rows.length, text: [`Written in “${workspaceName}” and not sent`, ...acts].join('\n\n') + '\n' }
}
