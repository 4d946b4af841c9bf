import type { Rec } from '../../../data-api/types.ts'
import type { Columns } from './columns.ts'
import { listOf, text } from './record-values.ts'

/** Stands for an entity where ids are those of the workspace's people. */
export const members = 'members'

/** The ids that a record has in a column of names. */
export const idsOf = (rec: Rec, column: string): string[] =>
  Array.isArray(rec[column]) ? listOf(rec, column).map((element) => String(element['id'] ?? '')).filter(Boolean) : [text(rec, column)].filter(Boolean)

/** All that rows refer to in the columns that are shown, by what it is of. */
export function idsIn({ specs }: Columns, shown: readonly string[], rows: readonly Rec[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>()
  for (const column of shown) {
    const names = specs[column]?.names
    if (names !== undefined) ids.set(names, [...ids.get(names) ?? [], ...rows.flatMap((rec) => idsOf(rec, column))])
  }
  return ids
}
