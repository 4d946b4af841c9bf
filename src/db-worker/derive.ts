import type { Column, Entity } from '../model/entity.ts'
import { fold, phoneDigits } from '../shared/fold.ts'
import type { Data, Json } from '../shared/json.ts'
import type { SqlValue } from './sqlite.ts'

/** Rises when this file derives otherwise than before, or a table gets another index, so that existing databases catch up. */
export const derivationVersion = 4

const longestKey = 256
/** Stands around each value of a multi-valued column, so that a whole value can be looked for within. */
export const separator = '\x1f'

/** A column's sort key: text folded and cut to a length an index bears, dates and numbers as they are. */
export function sortKey(column: Column, data: Data): string | number | null {
  const value = column.sort(data)
  if (value === null || value === '') return null
  return column.type === 'text' && typeof value === 'string' ? foldKey(value) : value
}

export const foldKey = (value: string): string => fold(value).slice(0, longestKey)

/** All values a filter looks at, folded; null where that is no more than the sort key. */
export function filterValues(column: Column, data: Data, key: SqlValue): string | null {
  if (column.all === undefined) return null
  const values = column.all(data).map((value) => (column.type === 'text' ? foldKey(value) : value)).filter((value) => value !== '')
  if (values.length === 0 || (values.length === 1 && values[0] === key)) return null
  return separator + values.join(separator) + separator
}

/** Whether records of this entity are found by text at all. */
export const isSearchable = (entity: Entity): boolean => Object.values(entity.fields).some((field) => field.search !== undefined)

/** Everything a search looks at: folded words with one space between, phone numbers as digits. Quotes and `^` become spaces. */
export function searchText(entity: Entity, data: Data): string {
  const words: string[] = []
  for (const [name, field] of Object.entries(entity.fields)) {
    if (field.search === undefined) continue
    for (const text of textsOf(data[name], field.elementText)) {
      const clean = field.search === 'phone' ? phoneDigits(text) : normalise(text)
      if (clean !== '') words.push(clean)
    }
  }
  return words.join(' ')
}

/** The words of a text as the search index knows them, with one space between. */
export const normalise = (text: string): string => fold(text).replace(/[\s\p{Cc}'"`^\x1f]+/gu, ' ').trim()

function textsOf(value: Json | undefined, members: readonly string[] | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return value.flatMap((element) => {
    if (typeof element === 'string') return [element]
    if (typeof element !== 'object' || element === null || Array.isArray(element)) return []
    return (members ?? Object.keys(element).filter((name) => name !== 'id')).flatMap((name) => textsOf(element[name], undefined))
  })
}
