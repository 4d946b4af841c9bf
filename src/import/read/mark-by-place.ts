import type { Job } from '../job.ts'
import type { Draft } from '../map/draft.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import type { SourceRow } from '../plan/plan.ts'

/**
 * For each row of a file the row that it says it is a part of; null: none of them. Rows are called by their key, the id that they carry, or where nobody has such, their
 * words: of several that are called so the last one above, since parts stand under what they are parts of, else the first.
 */
export function wholeFinder(rows: readonly SourceRow[]): (row: SourceRow) => SourceRow | null {
  const byKey = new Map<string, SourceRow>(), byWords = new Map<string, SourceRow[]>(), places = new Map(rows.map((row, at) => [row, at]))
  for (const row of rows) {
    for (const key of keysOf(row.draft)) if (!byKey.has(key)) byKey.set(key, row)
    const title = row.draft === null ? '' : wordsKey(row.draft), called = byWords.get(title)
    if (called === undefined) byWords.set(title, [row])
    else called.push(row)
  }
  return (row) => {
    const link = row.draft?.links.find(({ field }) => field === 'parentId')
    if (link === undefined) return null
    const whole = (link.id === null ? undefined : byKey.get(link.id)) ?? byKey.get(link.words)
    if (whole !== undefined) return whole === row ? null : whole
    const called = (link.words === '' ? [] : byWords.get(link.words) ?? []).filter((one) => one !== row), place = places.get(row)!
    return called.findLast((one) => places.get(one)! < place) ?? called[0] ?? null
  }
}

function keysOf(draft: Draft | null): string[] {
  if (draft === null) return []
  const carried = draft.carriedId === null ? null : draft.carriedId.slice(draft.carriedId.indexOf(':') + 1)
  return [draft.key, carried, draft.recordId].filter((key) => key !== null)
}

const wordsKey = ({ data }: Draft): string => String(data['title'] ?? '').trim()

/**
 * Marks rows that carry no id by what they are and what they are a part of, so that the same task in a later export is the same one whatever its dates say by then. Of
 * several in one place the second stays the second.
 */
export async function markByPlace(rows: readonly SourceRow[], identity: (draft: Draft) => string, job: Job): Promise<void> {
  const wholeOf = wholeFinder(rows), times = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    await job.checkpoint(index, rows.length)
    if (row.draft === null) continue
    const path: string[] = [], seen = new Set<SourceRow>()
    for (let at: SourceRow | null = row; at !== null && !seen.has(at); at = wholeOf(at)) {
      seen.add(at)
      if (at.draft !== null) path.unshift(identity(at.draft))
    }
    const place = path.join('\u001e'), time = times.get(place) ?? 0
    times.set(place, time + 1)
    row.fingerprint = fingerprint(`${place}\u001d${time}`)
  }
}
