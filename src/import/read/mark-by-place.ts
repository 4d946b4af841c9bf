import type { Job } from '../job.ts'
import type { Draft } from '../map/draft.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import type { SourceRow } from '../plan/plan.ts'

/** Rows by what others of the file call them: their key, the id that they carry, or where nobody has such, their words. */
export function rowsByKey(rows: readonly SourceRow[]): ReadonlyMap<string, SourceRow> {
  const found = new Map<string, SourceRow>()
  for (const row of rows) for (const key of keysOf(row.draft)) if (!found.has(key)) found.set(key, row)
  for (const row of rows) {
    const title = row.draft === null ? '' : wordsKey(row.draft)
    if (title !== '' && !found.has(title)) found.set(title, row)
  }
  return found
}

function keysOf(draft: Draft | null): string[] {
  if (draft === null) return []
  const carried = draft.carriedId === null ? null : draft.carriedId.slice(draft.carriedId.indexOf(':') + 1)
  return [draft.key, carried, draft.recordId].filter((key) => key !== null)
}

const wordsKey = ({ data }: Draft): string => String(data['title'] ?? '').trim()

/** The row that this one says it is a part of; null: none of its file. */
export function wholeOf(row: SourceRow, byKey: ReadonlyMap<string, SourceRow>): SourceRow | null {
  const link = row.draft?.links.find(({ field }) => field === 'parentId')
  if (link === undefined) return null
  const whole = (link.id === null ? undefined : byKey.get(link.id)) ?? byKey.get(link.words)
  return whole === undefined || whole === row ? null : whole
}

/**
 * Marks rows that carry no id by what they are and what they are a part of, so that the same task in a later export is the same one whatever its dates say by then. Of
 * several in one place the second stays the second.
 */
export async function markByPlace(rows: readonly SourceRow[], identity: (draft: Draft) => string, job: Job): Promise<void> {
  const byKey = rowsByKey(rows), times = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    await job.checkpoint(index, rows.length)
    if (row.draft === null) continue
    const path: string[] = [], seen = new Set<SourceRow>()
    for (let at: SourceRow | null = row; at !== null && !seen.has(at); at = wholeOf(at, byKey)) {
      seen.add(at)
      if (at.draft !== null) path.unshift(identity(at.draft))
    }
    const place = path.join('\u001e'), time = times.get(place) ?? 0
    times.set(place, time + 1)
    row.fingerprint = fingerprint(`${place}\u001d${time}`)
  }
}
