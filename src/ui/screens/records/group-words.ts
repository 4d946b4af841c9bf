import type { RowGroup } from '../../../data-api/types.ts'
import type { Columns } from './columns.ts'
import { valueWords, type NameOf } from './filters.ts'

/** What the head of a group says: a choice by its words, what it refers to by its name. */
export function groupWords({ specs, labelOf }: Columns, by: string, { key, value }: Pick<RowGroup, 'key' | 'value'>, nameOf: NameOf): string {
  const choice = specs[by]?.choices?.find((each) => each.key === key)
  if (choice !== undefined) return choice.label
  return value === null ? `No ${labelOf(by).toLowerCase()}` : valueWords(specs[by], value, nameOf)
}
