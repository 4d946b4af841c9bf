import { SatchelError } from '../shared/errors.ts'
import { fold, phoneDigits } from '../shared/fold.ts'
import type { Core } from './core.ts'
import { separator } from './derive.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import { targetOf } from './filter-target.ts'
import { keyIndex, valuesIndex } from './sort-indexes.ts'
import type { Db } from './sqlite.ts'

/** One name of a match key: where its values are, and when two of them are the same. */
export interface MatchPart {
  name: string
  /** Equal for values that count as the same. */
  same(value: string): string
  valuesOf(db: Db, n: number): string[]
  /** Every value of every living row. */
  scan(core: Core, visit: (value: string, n: number) => void): void
}

/** @throws SatchelError `invalid` where the name fits no column and no field, or several */
export function partOf(table: EntityTable, name: string): MatchPart {
  const names = [...table.columns.map((column) => column.name), ...Object.keys(table.entity.fields)]
  const fitting = names.includes(name) ? [name] : [...new Set(names.filter((other) => other.startsWith(name)))]
  const exact = fitting[0]
  if (exact === undefined || fitting.length > 1) throw new SatchelError('invalid', `"${name}" names no column or field.`, { field: name })
  return table.columns.some((column) => column.name === exact) ? columnPart(table, exact) : fieldPart(table, exact)
}

function columnPart(table: EntityTable, name: string): MatchPart {
  const target = targetOf(table, name)
  const isPhone = Object.entries(table.entity.fields).some(([field, { search }]) => search === 'phone' && field.startsWith(name))
  const same = isPhone ? samePhone : (value: string): string => value
  return {
    name,
    same,
    valuesOf: (db, n) => {
      const row = db.get<{ k: string | number | null; m: string | null }>(`SELECT ${target.key} AS k, ${target.multi ?? 'NULL'} AS m FROM ${table.name} WHERE n = ?`, [n])
      return [...(row?.m?.split(separator) ?? []), ...(row?.k === null || row === undefined ? [] : [String(row.k)])].map(same)
    },
    scan: (core, visit) => {
      const by = (index: string | null): string => `${table.name} ${index === null ? '' : `INDEXED BY ${index}`}`
      core.db.each(`SELECT ${target.key}, n FROM ${by(keyIndex(core, table, target))} WHERE deleted_at IS NULL AND ${target.key} IS NOT NULL`, [],
        ([value, n]) => { visit(same(String(value)), n as number) })
      if (target.multi === null) return
      core.db.each(`SELECT ${target.multi}, n FROM ${by(valuesIndex(core, table, target))} WHERE deleted_at IS NULL AND ${target.multi} IS NOT NULL`, [],
        ([values, n]) => { for (const value of (values as string).split(separator)) if (value !== '') visit(same(value), n as number) })
    },
  }
}

function fieldPart(table: EntityTable, name: string): MatchPart {
  const value = `data->>'$.${quote(name)}'`
  const same = table.entity.fields[name]?.search === 'phone' ? samePhone : (text: string): string => text
  const read = (text: unknown): string => same(fold(String(text)))
  return {
    name,
    same,
    valuesOf: (db, n) => db.values<string | null>(`SELECT ${value} FROM ${table.name} WHERE n = ?`, [n]).filter((text) => text !== null).map(read),
    scan: (core, visit) => {
      // To look for the name is cheaper than to take every record's JSON apart.
      core.db.each(`SELECT ${value}, n FROM ${table.name} WHERE deleted_at IS NULL AND instr(data, ?) > 0`, [JSON.stringify(name)],
        ([text, n]) => { if (text !== null) visit(read(text), n as number) })
    },
  }
}

/** National and international spellings of a number agree in its last digits. */
function samePhone(value: string): string {
  const digits = phoneDigits(value)
  return digits.length >= 7 ? digits.slice(-8) : digits
}
