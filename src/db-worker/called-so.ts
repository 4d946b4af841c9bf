import type { Core } from './core.ts'
import { separator } from './derive.ts'
import type { EntityTable } from './entity-table.ts'
import { targetOf } from './filter-target.ts'
import { keyIndex, valuesIndex } from './sort-indexes.ts'

/**
 * The living rows (by number) that are called so, in order: those whose first column begins with all of the text, then those whose first value of
 * it does. Of a contact that is "silva ana" and "ana silva". Only stretches of indexes are read.
 * @param most the first of them; all unless told
 */
export function calledSo(core: Core, table: EntityTable, text: string, most = -1): readonly number[] {
  const column = table.columns[0]
  if (column?.column.type !== 'text') return []
  const target = targetOf(table, column.name), start = String(target.bind(text.trim().replaceAll(/\s+/g, ' ')))
  if (start === '') return []
  const stretch = (index: string | null, key: string, from: string): number[] => core.db.values<number>(
    `SELECT n FROM ${table.name} ${index === null ? '' : `INDEXED BY ${index}`} WHERE deleted_at IS NULL AND ${key} IS NOT NULL AND ${key} >= ? AND ${key} < ? ORDER BY ${key}${key === target.key ? ', id' : ''} LIMIT ?`, [from, `${from}\u{10ffff}`, most])
  return [...new Set([
    ...stretch(keyIndex(core, table, target), target.key, start),
    ...(target.multi === null ? [] : stretch(valuesIndex(core, table, target), target.multi, separator + start)),
  ])]
}
