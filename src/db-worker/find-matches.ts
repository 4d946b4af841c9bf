import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { createLookups } from './match-lookups.ts'
import type { MatchLookups } from './match-lookups.ts'
import { partOf } from './match-part.ts'
import type { MatchPart } from './match-part.ts'

/** Other calls wait no longer than this for a call that reads. */
export const readMs = 24

/**
 * Which living records have what a key asks for; null: not everything is read yet, ask again. A key is `<names>:<values>`: names of
 * columns or fields joined by `+` (a beginning that fits one name only will do: `last` is lastName), values folded and joined by `|`, one
 * a name. A record matches when each name has the value among all its values, or is marked `?` and has none; of a phone number any
 * spelling. Who asks for keys of several kinds begins with one of each, so that the table is read once for all of them.
 */
export function findMatches(core: Core, entity: string, keys: readonly string[]): Record<string, string[]> | null {
  const table = core.table(entity)
  if (keys.length === 0) return {}
  const kinds = new Map<string, MatchPart[]>()
  const asked = keys.map((key) => {
    const colon = key.indexOf(':')
    if (colon < 1) throw new SatchelError('invalid', `"${key}" is no key.`)
    const names = key.slice(0, colon)
    const parts = kinds.get(names) ?? names.split('+').map((name) => partOf(table, name))
    kinds.set(names, parts)
    const values = key.slice(colon + 1).split('|')
    // A value may hold the sign that separates values; the first name's are the likeliest to.
    while (values.length > parts.length) values.splice(0, 2, `${values[0]}|${values[1]}`)
    return { key, parts, values }
  })
  const lookups = lookupsFor(core, table, [...kinds.values()])
  if (!lookups.readOn(readMs)) return null

  const found: Record<string, string[]> = {}
  for (const { key, parts: [first, ...later], values: [value, ...others] } of asked) {
    found[key] = lookups.recordsWith(first!, first!.same(value!)).filter((id) => later.every((part, i) => {
      const there = lookups.valuesOf(part, id)
      return there.includes(part.same(others[i] ?? '')) || (part.optional && there.length === 0)
    }))
  }
  return found
}

interface Kept { lookups: MatchLookups; version: number; forget(): void }
const kept = new WeakMap<Core, Map<string, Kept>>()

/** The lookups that are there, if they fit and no record changed since they were begun; they are dropped with the next change. */
function lookupsFor(core: Core, table: EntityTable, kinds: readonly MatchPart[][]): MatchLookups {
  const name = table.entity.name, version = core.version(name)
  const ofCore = kept.get(core) ?? new Map<string, Kept>()
  kept.set(core, ofCore)
  const first = kinds.map((parts) => parts[0]!), later = kinds.flatMap((parts) => parts.slice(1))
  const there = ofCore.get(name)
  if (there?.version === version && there.lookups.covers(first.map((part) => part.name), later.map((part) => part.name))) return there.lookups
  there?.forget()
  const lookups = createLookups(core, table, first, later)
  const stop = core.onCommit(({ entities }) => { if (entities.includes(name)) forget() })
  const forget = (): void => { stop(); ofCore.delete(name) }
  ofCore.set(name, { lookups, version, forget })
  return lookups
}
