import { SatchelError } from '../shared/errors.ts'
import { fold, phoneDigits } from '../shared/fold.ts'
import type { Core } from './core.ts'
import { separator } from './derive.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'

/**
 * Which living records have what a key asks for. A key is `<names>:<values>`: names of columns or fields joined by `+` (a beginning that
 * fits one name only will do: `last` is lastName), values folded and joined by `|`, one a name. A record matches when each name has the
 * value among all its values; of a phone number any spelling.
 */
export function findMatches(core: Core, entity: string, keys: readonly string[]): Record<string, string[]> {
  const table = core.table(entity)
  const found: Record<string, string[]> = {}
  for (const key of keys) {
    const colon = key.indexOf(':')
    if (colon < 1) throw new SatchelError('invalid', `"${key}" is no key.`)
    const names = key.slice(0, colon)
    const parts = names.split('+').map((name) => partOf(table, name))
    found[key] = lookup(core, table, names, parts).get(valueKey(key.slice(colon + 1).split('|'), parts)) ?? []
  }
  return found
}

type Lookup = Map<string, string[]>
const kept = new WeakMap<Core, Map<string, { version: number; lookup: Lookup }>>()

/** Built by one scan for each combination of names, and used until a record of the entity changes. */
function lookup(core: Core, table: EntityTable, names: string, parts: readonly Part[]): Lookup {
  const cache = kept.get(core) ?? new Map<string, { version: number; lookup: Lookup }>()
  kept.set(core, cache)
  const key = `${table.entity.name} ${names}`, version = core.version(table.entity.name)
  const there = cache.get(key)
  if (there?.version === version) return there.lookup

  const made: Lookup = new Map()
  core.db.each(`SELECT id, ${parts.map((part) => part.sql).join(', ')} FROM ${table.name} WHERE deleted_at IS NULL`, [], ([id, ...columns]) => {
    for (const combination of combinations(parts.map((part, i) => part.read(columns.slice(i * 2, i * 2 + 2) as (string | null)[])))) {
      const value = valueKey(combination, parts), ids = made.get(value)
      if (ids === undefined) made.set(value, [id as string])
      else if (!ids.includes(id as string)) ids.push(id as string)
    }
  })
  for (const [other, entry] of cache) if (entry.version !== version) cache.delete(other)
  cache.set(key, { version, lookup: made })
  return made
}

interface Part { sql: string; isPhone: boolean; read(columns: (string | null)[]): string[] }

function partOf(table: EntityTable, name: string): Part {
  const names = [...table.columns.map((column) => column.name), ...Object.keys(table.entity.fields)]
  const fitting = names.includes(name) ? [name] : [...new Set(names.filter((other) => other.startsWith(name)))]
  if (fitting.length !== 1) throw new SatchelError('invalid', `"${name}" names no column or field.`, { field: name })
  const column = table.columns.find((other) => other.name === fitting[0])
  if (column !== undefined) {
    return {
      sql: `${column.key}, ${column.multi ?? 'NULL'}`,
      isPhone: Object.entries(table.entity.fields).some(([field, { search }]) => search === 'phone' && field.startsWith(column.name)),
      read: ([key, multi]) => [...new Set([...(multi?.split(separator) ?? []), ...(key === null || key === undefined ? [] : [String(key)])])].filter((value) => value !== ''),
    }
  }
  return {
    sql: `data->>'$.${quote(fitting[0]!)}', NULL`,
    isPhone: table.entity.fields[fitting[0]!]?.search === 'phone',
    read: ([value]) => (value === null || value === undefined ? [] : [fold(String(value))]),
  }
}

/** Folded as the columns are; phone numbers by their last digits, in which national and international spellings agree. */
const valueKey = (values: readonly string[], parts: readonly Part[]): string => values.map((value, i) => {
  const digits = parts[i]?.isPhone === true ? phoneDigits(value) : ''
  return digits.length >= 7 ? digits.slice(-8) : value
}).join('|')

function combinations(parts: string[][]): string[][] {
  return parts.reduce<string[][]>((made, values) => made.flatMap((one) => values.map((value) => [...one, value])), [[]])
}
