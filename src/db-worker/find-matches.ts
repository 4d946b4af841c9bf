import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { partOf } from './match-part.ts'
import type { MatchPart } from './match-part.ts'

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
    const parts = key.slice(0, colon).split('+').map((name) => partOf(table, name))
    const values = key.slice(colon + 1).split('|')
    // A value may hold the sign that separates values; the first name's are the likeliest to.
    while (values.length > parts.length) values.splice(0, 2, `${values[0]}|${values[1]}`)
    const wanted = values.map((value, i) => parts[i]!.same(value))
    const candidates = numbersWith(core, table, parts[0]!, wanted[0]!)
    found[key] = candidates
      .filter((n) => parts.every((part, i) => i === 0 || part.valuesOf(core.db, n).includes(wanted[i]!)))
      .map((n) => core.db.value<string>(`SELECT id FROM ${table.name} WHERE n = ?`, [n])!)
  }
  return found
}

type Lookup = Map<string, number | number[]>
const kept = new WeakMap<Core, Map<string, { version: number; lookup: Lookup }>>()

/** The living rows that have the value, by a lookup made in one scan and used until a record of the entity changes. */
function numbersWith(core: Core, table: EntityTable, part: MatchPart, value: string): readonly number[] {
  const cache = kept.get(core) ?? new Map<string, { version: number; lookup: Lookup }>()
  kept.set(core, cache)
  const key = `${table.entity.name} ${part.name}`, version = core.version(table.entity.name)
  let there = cache.get(key)
  if (there?.version !== version) {
    const lookup: Lookup = new Map()
    part.scan(core, (one, n) => {
      const before = lookup.get(one)
      if (before === undefined) lookup.set(one, n)
      else if (typeof before === 'number') { if (before !== n) lookup.set(one, [before, n]) }
      else if (before.at(-1) !== n && !before.includes(n)) before.push(n)
    })
    there = { version, lookup }
    for (const [other, entry] of cache) if (entry.version !== version) cache.delete(other)
    cache.set(key, there)
  }
  const numbers = there.lookup.get(value)
  return numbers === undefined ? [] : typeof numbers === 'number' ? [numbers] : numbers
}
