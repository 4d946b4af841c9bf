import { grouped } from '../../shared/grouped.ts'
import { fold } from '../../shared/fold.ts'
import type { KeyedRow } from './key-row.ts'
import { plainKey } from './match-keys.ts'
import type { SourceRow } from './plan.ts'
import type { Known } from './wanted-by.ts'

/**
 * Rows that a person made in a file of Satchel's own by copying another one, its id with it: no export has an id twice. Of those with one id the one that is called as
 * the record here is itself, else the first, and who is called otherwise is somebody new.
 */
export function withoutCopiedIds(keyed: ReadonlyMap<SourceRow, KeyedRow | null>, known: Known): ReadonlyMap<SourceRow, KeyedRow | null> {
  const own = [...keyed.values()].filter((row): row is KeyedRow & { recordId: string } => row?.recordId !== null && row !== null)
  const result = new Map(keyed)
  for (const rows of grouped(own, ({ source: { fileId, into }, recordId }) => `${fileId} ${into.entity.name} ${recordId}`).values()) {
    if (rows.length === 1) continue
    const { source: { into }, recordId } = rows[0]!, here = known.get(into.entity.name)?.records.get(recordId)?.data
    const called = ({ data }: Pick<KeyedRow, 'data'>): string => fold(into.entity.title(data))
    const itself = rows.find((row) => here !== undefined && called(row) === called({ data: here })) ?? rows[0]!
    for (const row of rows) if (called(row) !== called(itself)) result.set(row.source, asNew(row, itself))
  }
  return result
}

/** It is known again by what stands in it alone. */
function asNew(row: KeyedRow, itself: KeyedRow): KeyedRow {
  const { source } = row, mark = plainKey('external', `externalId:${fold(source.fingerprint)}`)
  source.draft?.warnings.push(`it has the Satchel ID of row ${itself.source.row}, and another name`)
  return { ...row, recordId: null, data: { ...row.data, externalId: source.fingerprint }, same: [mark, ...row.same.filter(({ rule }) => rule !== 'external')] }
}
