import { SatchelError } from '../shared/errors.ts'
import { fold, phoneDigits } from '../shared/fold.ts'
import { separator } from './derive.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import { targetOf } from './filter-target.ts'
import { hashBytes, hashLast, hashLowered, hashPhoneEnding, hashText, textAt } from './match-hash.ts'

/** One name of a match key: where a row's values of it are, and when two of them are the same. */
export interface MatchPart {
  name: string
  /** `name?`: a row without any value matches too. */
  optional: boolean
  /** Equal for values that count as the same. */
  same(value: string): string
  /** SQL expressions over a row: one value, and all values between separators where there may be more. */
  columns: readonly string[]
  /** The values that those gave from `at` on (no value: empty), each as `same` has it. */
  read(cells: readonly string[], at: number): string[]
  /** `hashText` of a value as `read` gives it, from its bytes as they stand in a column. */
  hash(bytes: Uint8Array, start: number, end: number): number
}

/** @throws SatchelError `invalid` where the name fits no column and no field, or several */
export function partOf(table: EntityTable, given: string): MatchPart {
  const optional = given.endsWith('?'), name = optional ? given.slice(0, -1) : given
  const names = [...table.columns.map((column) => column.name), ...Object.keys(table.entity.fields)]
  const fitting = names.includes(name) ? [name] : [...new Set(names.filter((other) => other.startsWith(name)))]
  const exact = fitting[0]
  if (exact === undefined || fitting.length > 1) throw new SatchelError('invalid', `"${name}" names no column or field.`, { field: name })
  return { ...(table.columns.some((column) => column.name === exact) ? columnPart(table, exact) : fieldPart(table, exact)), optional }
}

function columnPart(table: EntityTable, name: string): Omit<MatchPart, 'optional'> {
  const target = targetOf(table, name)
  const isPhone = Object.entries(table.entity.fields).some(([field, { search }]) => search === 'phone' && field.startsWith(name))
  const isDate = table.entity.columns[name]?.type === 'date'
  const same = isPhone ? phoneEnding : isDate ? sameDay : (value: string): string => value
  const slowly: MatchPart['hash'] = (bytes, start, end) => hashText(same(textAt(bytes, start, end)))
  return {
    name,
    same,
    columns: [target.key, target.multi ?? 'NULL'],
    read: (cells, at) => {
      const key = cells[at]!, multi = cells[at + 1]!
      if (multi === '') return key === '' ? [] : [same(key)]
      const values = multi.split(separator).filter((value) => value !== '')
      if (key !== '' && !values.includes(key)) values.push(key)
      return values.map(same)
    },
    hash: isPhone ? (bytes, start, end) => hashPhoneEnding(bytes, start, end) ?? slowly(bytes, start, end) : isDate ? (bytes, start, end) => hashLast(bytes, start, end, dayLength) ?? slowly(bytes, start, end) : hashBytes,
  }
}

function fieldPart(table: EntityTable, name: string): Omit<MatchPart, 'optional'> {
  const isPhone = table.entity.fields[name]?.search === 'phone'
  const same = isPhone ? phoneEnding : (text: string): string => text
  return {
    name,
    same,
    // To look for the name is cheaper than to take every record's JSON apart.
    columns: [`CASE WHEN instr(data, '${JSON.stringify(name)}') > 0 THEN data->>'$.${quote(name)}' END`],
    read: (cells, at) => (cells[at] === '' ? [] : [same(fold(cells[at]!))]),
    hash: (bytes, start, end) => (isPhone ? null : hashLowered(bytes, start, end)) ?? hashText(same(fold(textAt(bytes, start, end)))),
  }
}

/** National and international spellings of a number agree in its last digits. */
function phoneEnding(value: string): string {
  const digits = phoneDigits(value)
  return digits.length >= 7 ? digits.slice(-8) : digits
}

/** A date without its year may be any year's. */
const sameDay = (date: string): string => date.slice(-dayLength)
/** "05-17" */
const dayLength = 5
