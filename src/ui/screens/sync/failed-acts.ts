import type { JournalRow, Satchel } from '../../../data-api/types.ts'
import { plural } from '../../components/format.ts'
import { toActs } from './change-words.ts'

const page = 500

/** Every change that the server refused, the newest first. */
export async function failedRows({ sync }: Pick<Satchel, 'sync'>): Promise<JournalRow[]> {
  const rows: JournalRow[] = []
  for (let total = 1; rows.length < total;) {
    const found = await sync.changes({ status: ['failed'], offset: rows.length, limit: page })
    rows.push(...found.rows)
    total = found.rows.length === 0 ? 0 : found.total
  }
  return rows
}

/**
 * Sends again what was refused, in the order in which it was done, and what cannot go stays where it is. What was deleted for good is not among it:
 * whether that is to be there again is asked one by one.
 * @returns what became of it, in words
 */
export async function retryAll(satchel: Pick<Satchel, 'sync'>): Promise<string> {
  const acts = toActs((await failedRows(satchel)).toReversed(), 'mutation').filter(({ error }) => error?.kept === undefined)
  const why = await satchel.sync.retryAll(acts.map(({ mutationId }) => mutationId))
  if (why.length === 0) return 'Sent again'
  return why.length === acts.length ? why[0]! : `${plural(why.length, 'act')} of ${acts.length} cannot be sent yet: ${why[0]!}`
}
