import type { FieldMeta, MergeRecord } from './types.ts'

/**
 * A record as somebody sees it who knows some of its writes, whatever their revisions say: the marks that `knows` picks count as of
 * revision `as`. What a merge leaves untouched of them gets its own mark back by `restore`.
 */
export function asKnown(record: MergeRecord, knows: (mark: FieldMeta) => boolean, as: number): { record: MergeRecord; restore: (merged: MergeRecord) => MergeRecord } {
  const lowered = new Map<FieldMeta, FieldMeta>(), own = new Map<FieldMeta, FieldMeta>()
  const meta: MergeRecord['meta'] = {}
  for (const [path, mark] of Object.entries(record.meta)) {
    if (mark.revision <= as || !knows(mark)) { meta[path] = mark; continue }
    const low = lowered.get(mark) ?? { ...mark, revision: as }
    lowered.set(mark, low)
    own.set(low, mark)
    meta[path] = low
  }
  if (own.size === 0) return { record, restore: (merged) => merged }
  return {
    record: { ...record, meta },
    restore: (merged) => ({ ...merged, meta: Object.fromEntries(Object.entries(merged.meta).map(([path, mark]) => [path, own.get(mark) ?? mark])) }),
  }
}
